"""The terms that make a contract meet R5."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, remove_term, set_term
from perdiem.rules.recommendations.r05_infusion_suite.check import (
    INDEPENDENT_CLINIC,
    SUITE_MODIFIER,
    shown_by_rates,
)

SECTION = "suite"
FIGURE = (
    "Place of service 49 (independent clinic) for the suite is a proposal; the parties settle the place that the"
    " payor's claim system expects."
)


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Accept the suite for all services, with modifier SS and a place of service."""
    suite = contract.suite
    edits = []
    if suite.status != "accepted":
        edits.append(set_term(SECTION, "status", to="accepted", reason="The other place is a hospital's clinic."))
    if suite.modifier != SUITE_MODIFIER:
        edits.append(set_term(SECTION, "modifier", to=SUITE_MODIFIER, reason="It tells the suite from the home."))
    if not suite.places_of_service and "place" not in shown_by_rates(contract):
        reason = "A claim needs one place of service that both sides expect."
        edits.append(set_term(SECTION, "places_of_service", to=[INDEPENDENT_CLINIC], reason=reason, open_figure=FIGURE))
    if suite.only_for:
        edits.append(remove_term(SECTION, "only_for", reason="Nurse and chair serve every ordered therapy."))
    return edits
