"""Managed-Medicaid referrals that were not taken because of a certification rule."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="not_taken_for_certification",
        title="Managed-Medicaid patients not taken because of a certification rule",
        topic="access",
        population="Referrals of patients with managed Medicaid.",
        numerator="Referrals declined because nursing has to come from a certified home health agency.",
        denominator="All referrals with managed Medicaid.",
        exclusions=(),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.LOWER,
        recommendations=(6,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 6"),),
        tables=("referral",),
        version="1",
        evidence_unit="referral",
    ),
    counted=(
        Counted(
            "referral",
            numerator="coalesce(decision = 'declined' and decline_reason = 'home_health_certification', false)",
            denominator="1",
            where="line_of_business = 'managed_medicaid'",
        ),
    ),
)
