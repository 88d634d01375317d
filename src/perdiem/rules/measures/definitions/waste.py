"""Waste: the doses sent that were not given, of the doses sent."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="waste",
        title="Waste: doses sent and not given",
        topic="therapy",
        population="Dispenses of drugs.",
        numerator="Doses sent less doses given of them.",
        denominator="Doses sent.",
        exclusions=(
            "dispenses that do not say how many doses",
            "dispenses still in use at the end of the data, by their days of supply",
            "doses given before they were sent",
        ),
        kind=Kind.RATIO,
        unit="percent",
        scale=100,
        direction=Direction.LOWER,
        recommendations=(
            1,
            2,
        ),
        sources=(
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 1"),
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 2"),
            "NHIA prints the share that was given: see administered_to_dispensed",
        ),
        tables=(
            "dispense",
            "administration",
        ),
        version="1",
        evidence_unit="dispense",
        limits=(
            "Where administrations do not name their dispense, the doses given use up what was sent, oldest first."
        ),
    ),
    counted=(Counted("dispense", numerator="doses_given", denominator="doses_dispensed"),),
    complement=True,
)
