"""Occlusions that the provider resolved without an emergency or hospital outpatient visit."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="occlusions_without_hospital",
        title="Occlusions resolved by the provider without emergency or hospital outpatient visit",
        topic="catheters",
        population="Occlusions of vascular access devices.",
        numerator=(
            "Occlusions that the infusion provider put right and for which the patient went neither "
            "to an emergency room nor to a hospital's outpatient department."
        ),
        denominator="Occlusions of which all three are recorded.",
        exclusions=(
            "occlusions recorded twice",
            "occlusions that began on the third day of a hospital stay or later",
            "occlusions of which it is not fully recorded what became",
        ),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.HIGHER,
        recommendations=(9,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 9"),),
        tables=("catheter_event",),
        version="1",
        evidence_unit="occlusion",
    ),
    counted=(
        Counted(
            "catheter_event",
            numerator="is_resolved_by_provider and not is_sent_to_emergency and not is_sent_to_outpatient_hospital",
            denominator="1",
            where="event_type = 'occlusion'",
            aside=(
                "case when is_resolved_by_provider is null or is_sent_to_emergency is null or "
                "is_sent_to_outpatient_hospital is null then 'not fully recorded what became of it' end"
            ),
        ),
    ),
)
