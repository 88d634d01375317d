"""Hospitalizations avoided by PICC placement: an estimate."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="hospitalizations_avoided",
        title="Hospitalizations avoided by PICC placement",
        topic="catheters",
        population="PICC placements by the infusion provider that succeeded.",
        numerator="Placements that succeeded.",
        denominator=(
            "None: the number is multiplied with the share that would otherwise have been placed as an inpatient."
        ),
        exclusions=(
            "placements by others than the infusion provider",
            "placements of which it is not recorded who did them or whether they succeeded",
        ),
        kind=Kind.ESTIMATE,
        unit="stays",
        scale=1,
        direction=Direction.HIGHER,
        recommendations=(4,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 4"),),
        tables=("catheter",),
        version="1",
        evidence_unit="placement",
        counterfactual=(
            "Without the infusion provider each PICC would have been placed where the payor's other "
            "PICCs are: the share of facility placements (36568 to 36584) done as an inpatient, by "
            "the book's claims, or the share in the settings."
        ),
        limits=(
            "An estimate, not an observation: patients whose PICC is placed at home may differ from "
            "those sent to a facility. The bounds are those of the share alone."
        ),
    ),
    counted=(Counted("insertion", numerator="1", where="is_insertion_successful is not false"),),
    assumption="picc_otherwise_admitted",
    assumed_from=Counted("facility_picc", numerator="is_inpatient", denominator="1"),
)
