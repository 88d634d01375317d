"""Infusion nursing visits."""

from __future__ import annotations

from perdiem.model.measures import DataSource, Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="nursing_visits",
        title="Nursing visits",
        topic="nursing",
        population="Claim lines with 99601.",
        numerator="Visits: the units of the lines, one where none are given.",
        denominator="None: a count.",
        exclusions=("lines that were replaced, taken back or billed before",),
        kind=Kind.COUNT,
        unit="visits",
        scale=1,
        direction=Direction.NEITHER,
        recommendations=(14,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 14"),),
        tables=("claim_line",),
        version="1",
        evidence_unit="claim line",
        limits="Some payors code a second visit on a day as 99602; it is not seen as a visit.",
        data_source=DataSource.CLAIMS,
    ),
    counted=(Counted("line", numerator="coalesce(floor(units), 1)", denominator="1", where="is_visit"),),
)
