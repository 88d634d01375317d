"""The terms that make a contract meet R11."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, set_term
from perdiem.model.results import Status
from perdiem.rules.recommendations.judge import status_of
from perdiem.rules.recommendations.r11_gy_direct_billing.check import EXCLUDED, LINES, check


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Take excluded services directly, with GY on each excluded line and on no other."""
    if status_of(check(contract, sets)) in {Status.MET, Status.NOT_APPLICABLE}:
        return []
    edits = []
    if contract.medicare.excluded_services != "gy_accepted_directly":
        reason = "A denial that is certain beforehand is worth no one's time."
        edits.append(set_term(*EXCLUDED, to="gy_accepted_directly", reason=reason))
    if contract.medicare.gy_lines != "every_excluded_line":
        reason = "Some pump drugs, acyclovir among them, are covered by Medicare and must not carry GY."
        edits.append(set_term(*LINES, to="every_excluded_line", reason=reason))
    return edits
