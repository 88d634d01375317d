"""Days from referral to start of care (mean)."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="referral_to_start_days",
        title="Days from referral to start of care (mean)",
        topic="access",
        population="Referrals that were taken.",
        numerator="Days from the referral to the first day of therapy.",
        denominator="Referrals taken whose therapy began.",
        exclusions=(
            "referrals whose therapy has not begun",
            "care that began before the referral",
        ),
        kind=Kind.MEAN,
        unit="days",
        scale=1,
        direction=Direction.LOWER,
        recommendations=(
            6,
            8,
            14,
        ),
        sources=("Perdiem: delays that recommendations 6, 8 and 14 name",),
        tables=("referral",),
        version="1",
        evidence_unit="referral",
        is_from_source=False,
    ),
    counted=(
        Counted(
            "referral",
            numerator="days_to_start",
            denominator="1",
            where="decision = 'accepted'",
            aside="case when days_to_start is null then 'therapy not begun' end",
        ),
    ),
)
