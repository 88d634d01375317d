"""Nursing visits in relation to days of therapy."""

from __future__ import annotations

from perdiem.model.measures import DataSource, Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="nursing_visits_per_therapy_day",
        title="Nursing visits per therapy day",
        topic="nursing",
        population="Claim lines with 99601, and per diems of therapies.",
        numerator="Nursing visits.",
        denominator=(
            "Therapy days: the days of per diems of first therapies, so that a day with two therapies is one day."
        ),
        exclusions=(
            "lines that were replaced, taken back or billed before",
            "per diems of second and third therapies (SH, SJ)",
            "per diems without units",
        ),
        kind=Kind.RATIO,
        unit="visits a therapy day",
        scale=1,
        direction=Direction.NEITHER,
        recommendations=(14,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 14"),),
        tables=("claim_line",),
        version="1",
        evidence_unit="claim line",
        limits="Therapy days are per-diem days, not calendar days; by what a payor counts as a per-diem day.",
        data_source=DataSource.CLAIMS,
    ),
    counted=(
        Counted("line", numerator="coalesce(floor(units), 1)", where="is_visit"),
        Counted(
            "line",
            denominator="service_days",
            where="is_therapy and not is_further_therapy",
            aside="case when service_days is null then 'a per diem without units' end",
        ),
    ),
)
