"""The terms that make a contract meet R12."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, set_term
from perdiem.rules.recommendations.r12_medicare_advantage.check import LIST, SYSTEM


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Name the S codes and an authorization list for Medicare Advantage."""
    if contract.lines_of_business and not contract.covers("medicare_advantage"):
        return []
    edits = []
    if contract.medicare_advantage.code_system != "s_codes":
        reason = "Medicare's own codes serve a few pump drugs and pay no day without a visit."
        edits.append(set_term(*SYSTEM, to="s_codes", reason=reason))
    if not contract.medicare_advantage.authorization_list:
        edits.append(
            set_term(
                *LIST,
                to="the list attached as an exhibit",
                reason="A discharge cannot be planned on a list that no one can find.",
                open_figure="Attach the list of what needs authorization in Medicare Advantage, or write none needed.",
            )
        )
    return edits
