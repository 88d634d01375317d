"""Occlusions that led to an emergency room."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="occlusions_to_emergency",
        title="Occlusions that led to an emergency room",
        topic="catheters",
        population="Occlusions of vascular access devices.",
        numerator="Occlusions for which the patient went to an emergency room.",
        denominator=(
            "Occlusions of which it is recorded whether the provider resolved them, an emergency room"
            " saw them, the line was replaced."
        ),
        exclusions=(
            "occlusions recorded twice",
            "occlusions that began on the third day of a hospital stay or later",
            "occlusions of which it is not fully recorded what became",
        ),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.LOWER,
        recommendations=(3,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 3"),),
        tables=("catheter_event",),
        version="1",
        evidence_unit="occlusion",
        limits=(
            "The three shares have one denominator and need not add up to 100%: an occlusion can be "
            "seen in an emergency room and end in a new line."
        ),
    ),
    counted=(
        Counted(
            "catheter_event",
            numerator="is_sent_to_emergency",
            denominator="1",
            where="event_type = 'occlusion'",
            aside=(
                "case when is_resolved_by_provider is null or is_sent_to_emergency is null or "
                "is_catheter_replaced is null then 'not fully recorded what became of it' end"
            ),
        ),
    ),
)
