"""The terms that make a contract meet R14."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, remove_term, set_term
from perdiem.model.results import Status
from perdiem.rules.authorization.waiver import waive
from perdiem.rules.recommendations.judge import status_of
from perdiem.rules.recommendations.r14_infusion_nursing.check import HOME, LIMITS, PAYMENT, PLACES, UNLIMITED, check


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Free nursing from authorization in every line of business, lift its caps, pay its visits."""
    if status_of(check(contract, sets)) is Status.MET:
        return []
    reason = "The drug is mostly authorized already; the nurse makes it usable at home."
    edits = waive(contract, sets, {"nursing": reason})
    if not contract.nursing.limits.is_silent:
        edits.append(remove_term(*LIMITS, reason="A cap stops care for those who need most of it."))
    if contract.nursing.unlimited is not True:
        edits.append(set_term(*UNLIMITED, to="yes", reason="Nurses are too few to be sent without need."))
    places = contract.nursing.not_paid_in_places or ()
    if HOME in places:
        others = [place for place in places if place != HOME]
        reason = "Home infusion nursing is given at home."
        edits.append(set_term(*PLACES, to=others, reason=reason) if others else remove_term(*PLACES, reason=reason))
    if contract.nursing.payment == "not_covered":
        settle = "Settle the rates of 99601 and 99602."
        reason = "A visit that is not paid is not given."
        edits.append(set_term(*PAYMENT, to="separate", reason=reason, open_figure=settle))
    return edits
