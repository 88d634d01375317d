"""Hospital admissions of tube-fed patients."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="enteral_hospitalizations",
        title="Hospital admissions of tube-fed patients",
        topic="hospital",
        population="Patients on tube feeding, by their claims and orders, on days outside hospital.",
        numerator="Admissions to acute hospitals; transfers and overlapping stays are one.",
        denominator="Days on tube feeding outside hospital.",
        exclusions=(),
        kind=Kind.RATE,
        unit="per 1,000 patient days",
        scale=1000,
        direction=Direction.LOWER,
        recommendations=(10,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 10"),),
        tables=(
            "encounter",
            "claim_line|prescription",
        ),
        version="1",
        evidence_unit="admission or visit, or patient and month",
        limits="Of any cause, related to the feeding or not.",
    ),
    counted=(
        Counted("enteral_event", numerator="1", where="kind = 'admission'"),
        Counted("enteral_month", denominator="days"),
    ),
)
