"""Waste as the source prints it: doses given over doses sent."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="administered_to_dispensed",
        title="Doses given to doses dispensed",
        topic="therapy",
        population="Dispenses of drugs.",
        numerator="Doses given of the dispense.",
        denominator="Doses sent.",
        exclusions=(
            "dispenses that do not say how many doses",
            "dispenses still in use at the end of the data, by their days of supply",
            "doses given before they were sent",
        ),
        kind=Kind.RATIO,
        unit="ratio",
        scale=1,
        direction=Direction.HIGHER,
        recommendations=(
            1,
            2,
        ),
        sources=(
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 1"),
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 2"),
        ),
        tables=(
            "dispense",
            "administration",
        ),
        version="1",
        evidence_unit="dispense",
        limits="1 is no waste; waste is what is missing to 1, as a percent.",
    ),
    counted=(Counted("dispense", numerator="doses_given", denominator="doses_dispensed"),),
)
