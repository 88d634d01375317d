"""Time from authorization request to decision (median)."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="authorization_time_median",
        title="Time from authorization request to decision (median)",
        topic="authorization",
        population="Items that authorization was asked for; drugs and services apart.",
        numerator="Days from request to decision, to the minute where both are timed.",
        denominator="Items decided.",
        exclusions=(
            "items taken back",
            "items not decided",
            "items decided before they were asked for",
        ),
        kind=Kind.MEDIAN,
        unit="days",
        scale=1,
        direction=Direction.LOWER,
        recommendations=(8,),
        sources=(
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 8"),
            "CMS-0057-F: mean and median decision times are published yearly, without drugs",
        ),
        tables=("authorization_item|authorization",),
        version="1",
        evidence_unit="item",
        category="component",
    ),
    counted=(
        Counted(
            "authorization",
            numerator="minutes_taken / 1440.0",
            denominator="1",
            where="true",
            aside="case when minutes_taken is null then 'not decided, or without dates' end",
        ),
    ),
    category="component",
)
