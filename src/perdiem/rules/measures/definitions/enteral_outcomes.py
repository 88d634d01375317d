"""Outcomes that tube-fed patients report at the end of therapy."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="enteral_outcomes",
        title="Patient-reported outcomes at the end of tube feeding",
        topic="satisfaction",
        population="Tube-fed patients whose therapy has ended.",
        numerator="The value of the last report by an instrument, from 30 days before the end of the therapy on.",
        denominator="Patients who reported by it.",
        exclusions=(
            "patients whose therapy goes on",
            "earlier reports",
            "reports without a value",
        ),
        kind=Kind.MEAN,
        unit="points of the instrument",
        scale=1,
        direction=Direction.NEITHER,
        recommendations=(10,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 10"),),
        tables=(
            "outcome_report",
            "claim_line|prescription",
        ),
        version="1",
        evidence_unit="report",
        category="instrument",
        limits="Instruments are never pooled; whether more points are better depends on the instrument.",
    ),
    counted=(Counted("outcome", numerator="value", denominator="1"),),
    category="category",
    is_pooled=False,
)
