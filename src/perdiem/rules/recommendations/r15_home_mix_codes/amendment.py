"""The terms that make a contract meet R15."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, drop_codes, remove_term, set_term
from perdiem.model.results import Status
from perdiem.rules.recommendations.judge import status_of
from perdiem.rules.recommendations.r15_home_mix_codes.check import FAMILY, HOME_MIX, check, places

REASON = "Nutrition mixed at home is unsafe; no rate or list should name its codes."


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Take the seven codes out of every place that names them, and state that home mix is not covered."""
    findings = list(check(contract, sets))
    if status_of(findings) is Status.MET:
        return []
    edits: list[Edit] = []
    family = sets.families[FAMILY]
    naming = [(path, codes) for path, _, codes in places(contract) if set(expand(codes, sets)) & set(family)]
    if any(path[0] == "rates" for path, _ in naming):
        edits.append(drop_codes("rates", codes=family, reason=REASON))
    for path, codes in reversed(naming):  # from the last row to the first: a row that goes moves those after it
        if path[0] == "capitation" and set(expand(codes, sets)) <= set(family):
            edits.append(remove_term(*path[:-1], reason=REASON))
        elif path[0] != "rates":
            edits.append(drop_codes(*path, codes=family, reason=REASON))
    is_refused = any(finding.element == "home mix" and finding.status is Status.MET for finding in findings)
    if not is_refused:
        edits.append(set_term(*HOME_MIX, to="not_covered", reason=REASON))
    return edits
