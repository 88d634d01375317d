"""Whether a code needs prior authorization under a contract, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.authorization import Need
from perdiem.model.contract import Contract
from perdiem.model.marks import Path
from perdiem.model.terms.authorization import AuthorizationRule
from perdiem.model.terms.types import LineOfBusiness

Answer = Literal["yes", "no", "listed_only"]
DE_CLOTTING_KIT = "S5517"
EVERYTHING = "everything"  # also means the codes that Perdiem does not have


@dataclass(frozen=True, slots=True)
class Requirement:
    """The answer for a code: `needed` is None where the contract is silent; `path` leads to the rule."""

    needed: Answer | None
    path: Path = ()
    rule: AuthorizationRule | None = None


def requirement(
    contract: Contract,
    sets: CodeSets,
    code: str,
    line_of_business: LineOfBusiness | None = None,
    *,
    for_de_clotting: bool = False,
) -> Requirement:
    """The rule that decides for a code, if one does.

    Among the rules that name the code, one made for the line of business goes before a general one, then the one
    that names fewest codes. `for_de_clotting` asks about a nursing visit made to clear a catheter: a rule that
    names the de-clotting kit then also speaks of the visit, and goes before every rule on nursing.
    """
    best: tuple[tuple[int, int, int, int], Requirement] | None = None
    for row, rule in enumerate(contract.authorization.rules or ()):
        codes = expand(rule.for_ or (), sets)
        by_de_clotting = (
            for_de_clotting and DE_CLOTTING_KIT in codes and len(codes) <= len(sets.families["de_clotting_bundle"])
        )
        names_unknown = EVERYTHING in (rule.for_ or ()) and code not in sets.codes
        if code not in codes and not by_de_clotting and not names_unknown:
            continue
        if rule.lines_of_business and line_of_business not in rule.lines_of_business:
            continue
        rank = (0 if by_de_clotting else 1, 0 if rule.lines_of_business else 1, len(codes), row)
        if best is None or rank < best[0]:
            best = (rank, Requirement(rule.needed, ("authorization", "rules", row), rule))
    return best[1] if best else Requirement(None)


def need_of(contract: Contract, sets: CodeSets, found: Requirement, code: str) -> Need:
    """What a found rule means for one code: decisions on requests and on claims both ask here, so that they agree.

    A rule that frees a code on a condition frees it: no claim can be asked for the condition.
    """
    if found.rule is None or found.needed is None:
        return Need.SILENT
    if found.needed == "no":
        return Need.NOT_NEEDED
    if found.rule.when:
        return Need.CONDITION
    if found.needed == "listed_only":
        listed = contract.authorization.listed
        if listed is None:
            return Need.UNLISTED
        return Need.NEEDED if code in expand(listed, sets) else Need.NOT_NEEDED
    return Need.NEEDED
