"""PICC insertions by the infusion provider that succeeded."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="picc_insertions_successful",
        title="PICC insertions performed successfully",
        topic="catheters",
        population="PICC placements by the infusion provider.",
        numerator="Placements that succeeded.",
        denominator="Placements tried.",
        exclusions=(
            "placements by others than the infusion provider",
            "placements of which it is not recorded who did them or whether they succeeded",
        ),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.HIGHER,
        recommendations=(4,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 4"),),
        tables=("catheter",),
        version="1",
        evidence_unit="placement",
    ),
    counted=(Counted("insertion", numerator="is_insertion_successful", denominator="1"),),
)
