"""The terms that make a contract meet R6."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, set_term
from perdiem.rules.recommendations.r06_medicaid_nursing.check import may_concern_medicaid


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Accept accreditation for nursing, let the infusion provider bill it, and pay it."""
    if not may_concern_medicaid(contract):
        return []
    nursing, billers = contract.nursing, list(contract.nursing.billed_by or ())
    edits = []
    if contract.credentialing.home_health_certification not in {"not_required", "accreditation_accepted"}:
        reason = "Too few certified agencies take these patients."
        path = ("credentialing", "home_health_certification")
        edits.append(set_term(*path, to="accreditation_accepted", reason=reason))
    if "infusion_provider" not in billers:
        reason = "The pharmacy's nurse bills the plan, not Medicare."
        edits.append(set_term("nursing", "billed_by", to=["infusion_provider", *billers], reason=reason))
    if nursing.payment == "not_covered":
        edits.append(set_term("nursing", "payment", to="separate", reason="A nurse who is not paid does not come."))
    return edits
