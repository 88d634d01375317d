"""The terms that make a contract meet R10."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, drop_codes, remove_term, set_term
from perdiem.model.results import Status
from perdiem.rules.authorization.waiver import waive
from perdiem.rules.recommendations.judge import status_of
from perdiem.rules.recommendations.r10_enteral_nutrition.check import ELEMENTS, check

REASON = "Formula without pump, kits and a team that knows tube feeding is half a therapy."


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Cover the four elements for every tube-fed patient, without an authorization for per diem and formula."""
    findings = list(check(contract, sets))
    if status_of(findings) is Status.MET:
        return []
    edits = []
    met = {finding.element for finding in findings if finding.status is Status.MET}
    for key, (family, element, _) in ELEMENTS.items():
        if element not in met:
            settle = f"Settle the rates for {family.replace('_', ' ')} codes that the schedule does not hold."
            edits.append(set_term("enteral", key, to="covered", reason=REASON, open_figure=settle))
    edits.extend(_no_longer_refused(contract, sets))
    if contract.enteral.covered_for != "all_tube_fed":
        edits.append(set_term("enteral", "covered_for", to="all_tube_fed", reason="All of them need the same care."))
    if contract.enteral.only_when:
        edits.append(remove_term("enteral", "only_when", reason="The order for tube feeding shows the need."))
    held = _held(contract, sets)
    families = [family for family, element, _ in ELEMENTS.values() if f"authorization of the {element}" in held]
    return [*edits, *waive(contract, sets, dict.fromkeys(families, "A tube-fed patient cannot wait for food."))]


def _held(contract: Contract, sets: CodeSets) -> set[str]:
    """The elements that wait for an authorization once all are covered."""
    enteral = contract.enteral.model_copy(update={"per_diem": "covered", "formula": "covered"})
    findings = check(contract.model_copy(update={"enteral": enteral}), sets)
    return {finding.element for finding in findings if finding.status is Status.PARTLY and not finding.warning}


def _no_longer_refused(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Codes of per diem and formula leave the list of refused codes; pump and kits may stay inside the per diem."""
    refused = expand(contract.coding.refused or (), sets)
    family = (*sets.families["enteral_per_diem"], *sets.families["enteral_formula"])
    codes = tuple(code for code in family if code in refused)
    return [drop_codes("coding", "refused", codes=codes, reason=REASON)] if codes else []
