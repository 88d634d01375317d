"""The edits that free services from authorization, and leave every other service as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, append_item, remove_term, set_term
from perdiem.model.terms.authorization import AuthorizationRule
from perdiem.model.terms.types import LineOfBusiness
from perdiem.rules.authorization.standing import Standing, lines_judged, standings

RULES = ("authorization", "rules")


def waive(contract: Contract, sets: CodeSets, reasons: Mapping[str, str]) -> list[Edit]:
    """No authorization for the codes of some families, in any line of business of the contract; none if that is so.

    `reasons` is family to the reason why its codes are freed; families do not share codes. A rule on nothing but
    these codes is turned round and not removed, for one on the de-clotting kit speaks of its visit too; a second
    rule on the same codes goes. A rule that names other codes too stays as it is; what it names of these codes is
    freed by a rule that is more specific.
    """
    turned: list[Edit] = []
    gone: dict[int, Edit] = {}
    rules: dict[int, AuthorizationRule] = dict(enumerate(contract.authorization.rules or ()))
    held = {family: why for family, why in reasons.items() if _held_back(contract, sets, sets.families[family])}
    for family, reason in held.items():
        turned.extend(_own_rules(contract, sets, family, reason, rules, gone))
    # rows go from last to first: each that goes moves those after it
    edits = [*turned, *(gone[row] for row in sorted(gone, reverse=True))]
    freed = _with(contract, [rule for row, rule in rules.items() if row not in gone])
    for family, reason in held.items():
        for rule in _freeing_rules(freed, sets, family):
            freed = _with(freed, [*(freed.authorization.rules or ()), rule])
            edits.append(append_item(*RULES, item=_plain(rule), reason=reason))
    return edits


def _held_back(contract: Contract, sets: CodeSets, codes: Sequence[str]) -> list[Standing]:
    return [standing for standing in standings(contract, sets, codes) if standing.needed != "no"]


def _own_rules(
    contract: Contract,
    sets: CodeSets,
    family: str,
    reason: str,
    rules: dict[int, AuthorizationRule],
    gone: dict[int, Edit],
) -> list[Edit]:
    """Edits of the rules that name nothing but the family's codes; `rules` is kept in step, `gone` takes the rows."""
    lines = set(lines_judged(contract))
    codes = set(sets.families[family])
    turned = []
    kept: list[AuthorizationRule] = []
    for row, rule in enumerate(contract.authorization.rules or ()):
        named = set(expand(rule.for_ or (), sets))
        concerns = not rule.lines_of_business or bool(lines & set(rule.lines_of_business))
        is_plain_no = rule.needed == "no" and not rule.when
        if not (named and named <= codes) or not concerns or is_plain_no:
            kept.append(rule)
        elif _is_double(rule, kept, sets):
            gone[row] = remove_term(*RULES, row, reason=reason)
        else:
            if rule.needed != "no":
                turned.append(set_term(*RULES, row, "needed", to="no", reason=reason))
            if rule.when:
                turned.append(remove_term(*RULES, row, "when", reason=reason))
            rules[row] = rule.model_copy(update={"needed": "no", "when": None})
            kept.append(rules[row])
    return turned


def _is_double(rule: AuthorizationRule, kept: list[AuthorizationRule], sets: CodeSets) -> bool:
    """Whether a rule on the same codes and lines, without a condition, is already there."""
    codes = set(expand(rule.for_ or (), sets))
    return any(
        set(expand(other.for_ or (), sets)) == codes
        and other.lines_of_business == rule.lines_of_business
        and not other.when
        for other in kept
    )


def _freeing_rules(contract: Contract, sets: CodeSets, family: str) -> Iterator[AuthorizationRule]:
    """Rules to add, from general to specific, until nothing holds the family back."""
    codes = sets.families[family]
    held = _held_back(contract, sets, codes)
    for _ in range(3 * len(contract.authorization.rules or ()) + 1):
        if not held:
            return
        added = _freeing_rule(held[0].rule, contract, sets, family)
        yield added
        contract = _with(contract, [*(contract.authorization.rules or ()), added])
        held = _held_back(contract, sets, codes)


def _freeing_rule(over: AuthorizationRule | None, contract: Contract, sets: CodeSets, family: str) -> AuthorizationRule:
    """A rule that goes before one that stands in the way: for its lines of business, and narrower than it."""
    codes = sets.families[family]
    named = expand(over.for_ or (), sets) if over else ()
    item: tuple[str, ...] = (family,)
    if over and len(named) <= len(codes):
        item = _named(set(named) & set(codes), sets)
    lines: tuple[LineOfBusiness, ...] | None = None
    if over and over.lines_of_business:
        lines = tuple(line for line in over.lines_of_business if line in lines_judged(contract))
    return AuthorizationRule.model_validate(
        {"for": item, "needed": "no", **({"lines_of_business": lines} if lines else {})}
    )


def _named(codes: set[str], sets: CodeSets) -> tuple[str, ...]:
    """A family with exactly these codes, or the codes."""
    families = [name for name, members in sets.families.items() if set(members) == codes]
    return (families[0],) if families and len(codes) > 1 else tuple(sorted(codes))


def _with(contract: Contract, rules: Sequence[AuthorizationRule]) -> Contract:
    authorization = contract.authorization.model_copy(update={"rules": tuple(rules)})
    return contract.model_copy(update={"authorization": authorization})


def _plain(rule: AuthorizationRule) -> dict[str, Any]:
    """The rule as a file holds it."""
    plain: dict[str, Any] = {"for": list(rule.for_ or ()), "needed": str(rule.needed)}
    if rule.lines_of_business:
        plain["lines_of_business"] = list(rule.lines_of_business)
    return plain
