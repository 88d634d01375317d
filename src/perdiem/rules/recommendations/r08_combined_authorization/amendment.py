"""The terms that make a contract meet R8."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, set_term
from perdiem.rules.authorization.waiver import waive
from perdiem.rules.recommendations.r08_combined_authorization.check import CARRIED, THERAPIES

SECTION = "authorization"


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Let the drug's approval carry the services, let the pharmacy ask, and free the three therapies."""
    terms = contract.authorization
    edits = []
    if not set(CARRIED) <= set(terms.drug_approval_carries or ()):
        edits.append(
            set_term(
                SECTION,
                "drug_approval_carries",
                to=["per_diem", "supplies", "equipment", "nursing"],
                reason="A therapy starts only when its drug, supplies and nurse are all approved.",
            )
        )
    if contract.drugs.benefit != "medical" and "infusion_provider" not in (terms.pharmacy_benefit_requested_by or ()):
        edits.append(
            set_term(
                SECTION,
                "pharmacy_benefit_requested_by",
                to=["infusion_provider", "prescriber"],
                reason="The pharmacy holds the order and the facts that the request asks for.",
            )
        )
    reasons = {family: f"{name} costs little and is seldom refused." for family, name in THERAPIES.items()}
    return [*edits, *waive(contract, sets, reasons)]
