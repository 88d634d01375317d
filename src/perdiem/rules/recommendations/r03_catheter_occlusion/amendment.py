"""The terms that make a contract meet R3."""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, append_item, drop_codes, remove_term, set_term
from perdiem.rules.coverage import coverage_of
from perdiem.rules.recommendations.proposed_rates import proposed_rates
from perdiem.rules.recommendations.r03_catheter_occlusion.de_clotting import DRUG, KIT, PARTS, VISIT, answers

SECTION = "de_clotting"
OF_ITS_OWN = (KIT, DRUG)
ADDED_HOUR = "99602"
NO_DELAY = "A blocked catheter cannot wait for an answer."


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Cover kit, drug and visit at home and in the suite, without authorization and without cost to the member."""
    return [*_coverage(contract, sets), *_rates(contract, sets), *_authorization(contract, sets)]


def _coverage(contract: Contract, sets: CodeSets) -> Iterator[Edit]:
    terms = contract.de_clotting
    has_price = not contract.rates or coverage_of(contract, sets, DRUG).status == "priced"
    figure = f"The schedule has no price for the de-clotting drug ({DRUG}); the parties settle it."
    for code, (key, _) in PARTS.items():
        if getattr(terms, key) != "covered":
            open_figure = "" if has_price or code != DRUG else figure
            reason = "Kit, drug and visit only work together."
            yield set_term(SECTION, key, to="covered", reason=reason, open_figure=open_figure)
    if terms.member_cost != "none":
        yield set_term(SECTION, "member_cost", to="none", reason="A copay sends patients to the emergency room.")
    if not {"home", "suite"} <= set(terms.settings or ()):
        yield set_term(SECTION, "settings", to=["home", "suite"], reason="A catheter blocks wherever it is used.")


def _rates(contract: Contract, sets: CodeSets) -> Iterator[Edit]:
    """Refused codes and rates of zero go; a proposal where the schedule then lacks kit or visit."""
    codes = (KIT, DRUG, VISIT, ADDED_HOUR)
    refused = set(expand(contract.coding.refused or (), sets))
    if gone := tuple(code for code in codes if code in refused):
        yield drop_codes("coding", "refused", codes=gone, reason="They are needed to clear a catheter.")
    rated = {code for rate in contract.rates or () for code in expand(rate.codes or (), sets)}
    paid = {
        code
        for rate in contract.rates or ()
        if contract.amount_of(rate) != 0
        for code in expand(rate.codes or (), sets)
    }
    if zero := tuple(code for code in codes if code in rated - paid):
        yield drop_codes("rates", codes=zero, reason="A rate of zero pays for nothing.")
    wanted = [code for code in codes if code in zero or (code == KIT and contract.rates and code not in paid)]
    for code in wanted:
        if code in proposed_rates():
            yield proposed_rates()[code].edit("The schedule has no rate for it.")


def _authorization(contract: Contract, sets: CodeSets) -> Iterator[Edit]:
    """A rule of its own for de-clotting; narrower or equal rules that say otherwise are changed."""
    deciding = [answer.rule for answer, _ in answers(contract, sets).values()]
    if all(rule and rule.needed == "no" and not rule.when for rule in deciding):
        return
    bundle = set(sets.families["de_clotting_bundle"])
    has_rule = False
    lines: list[str] = []
    for row, rule in enumerate(contract.authorization.rules or ()):
        codes, path = set(expand(rule.for_ or (), sets)), ("authorization", "rules", row)
        if codes <= bundle and codes & set(OF_ITS_OWN):
            has_rule = has_rule or (set(OF_ITS_OWN) <= codes and not rule.lines_of_business)
            if rule.needed != "no":
                yield set_term(*path, "needed", to="no", reason=NO_DELAY)
            if rule.when:
                yield remove_term(*path, "when", reason=NO_DELAY)
        elif rule.needed == "no" and not rule.when:
            continue
        elif codes & set(OF_ITS_OWN) and len(codes) <= len(bundle):
            yield drop_codes(*path, "for", codes=OF_ITS_OWN, reason=NO_DELAY)
        elif codes & set(OF_ITS_OWN):
            lines.extend(line for line in rule.lines_of_business or () if line not in lines)
    if not has_rule:
        yield append_item("authorization", "rules", item={"for": ["de_clotting"], "needed": "no"}, reason=NO_DELAY)
    if lines:
        rule_of_lines = {"for": ["de_clotting"], "needed": "no", "lines_of_business": lines}
        yield append_item("authorization", "rules", item=rule_of_lines, reason=NO_DELAY)
