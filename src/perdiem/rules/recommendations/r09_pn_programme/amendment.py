"""The terms that make a contract meet R9: a programme whose every figure is for the parties to settle."""

from __future__ import annotations

from typing import Any

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, append_item, set_term
from perdiem.rules.recommendations.r09_pn_programme.check import about

SECTION = "pn_programme"
REASON = "Keeping these patients out of hospital should be worth what it costs the provider."

# Starting points, each with a published figure to hold it against.
PROPOSED: dict[str, dict[str, Any]] = {
    "readmission": {
        "measure": "unplanned readmissions within 30 days",
        "scored_by": "readmission_pn_all_cause",
        "target_figure": "25%",
        "target": "25%",  # below 31.6%, Konrad 2016, one center
        "better": "lower",
    },
    "occlusion": {
        "measure": "occlusions that the provider clears without an emergency or hospital outpatient visit",
        "scored_by": "occlusions_without_hospital",
        "target_figure": "75%",
        "target": "75%",  # one dose of alteplase reopens about 75% (label trials 1 and 2), 67% in a small home series
        "better": "higher",
    },
    "infection": {
        "measure": "catheter infections per 1,000 catheter days",
        "scored_by": "catheter_bloodstream_infections",
        "target_figure": "0.87",
        "target": "at most 0.87 per 1,000 catheter days",  # Ross 2016, 29 US sites, per 1,000 nutrition days
        "better": "lower",
    },
}
OTHER_TARGET = "better than the baseline"


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Propose measures with targets and a bonus, where they are missing, with period and least volume."""
    terms = contract.pn_programme
    edits = [*_measures(contract), *_payment(contract)]
    if not edits:
        return []
    if terms.period_months is None:
        settle = "Settle the measurement period; 12 months is a proposal."
        edits.append(set_term(SECTION, "period_months", to=12, reason=REASON, open_figure=settle))
    if terms.least_patients is None:
        settle = "Settle the least number of patients for a score; 30 is a proposal."
        edits.append(set_term(SECTION, "least_patients", to=30, reason=REASON, open_figure=settle))
    return edits


def _measures(contract: Contract) -> list[Edit]:
    measures = contract.pn_programme.measures
    if not measures:
        settle = "Settle the targets of the three measures against the provider's own last 12 months."
        rows = [dict(row) for row in PROPOSED.values()]
        return [set_term(SECTION, "measures", to=rows, reason=REASON, open_figure=settle)]
    edits = []
    for row, measure in enumerate(measures):
        if measure.target is None:
            subject = about(measure.measure or "")
            target = PROPOSED[subject]["target"] if subject else OTHER_TARGET
            settle = f"Settle the target of {measure.measure or 'the unnamed measure'}; {target} is a proposal."
            edits.append(set_term(SECTION, "measures", row, "target", to=target, reason=REASON, open_figure=settle))
    if not any(about(measure.measure or "") for measure in measures):
        settle = "Settle the targets of the three measures against the provider's own last 12 months."
        edits += [
            append_item(SECTION, "measures", item=dict(row), reason=REASON, open_figure=settle)
            for row in PROPOSED.values()
        ]
    return edits


def _payment(contract: Contract) -> list[Edit]:
    payment = contract.pn_programme.payment
    edits = []
    if payment.kind is None:
        edits.append(set_term(SECTION, "payment", "kind", to="bonus", reason=REASON))
    if not payment.percent and not payment.amount:
        settle = "Settle the share that reaching the targets pays; 5% of the per diems is a proposal."
        edits.append(set_term(SECTION, "payment", "percent", to="5%", reason=REASON, open_figure=settle))
    return edits
