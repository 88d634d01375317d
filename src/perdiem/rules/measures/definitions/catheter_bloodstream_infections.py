"""Bloodstream infections of central lines at home, by one definition."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="catheter_bloodstream_infections",
        title="Catheter-related bloodstream infections",
        topic="catheters",
        population="Vascular access devices, on days outside hospital.",
        numerator="Bloodstream infections by the definition of the settings.",
        denominator="Catheter days, as for occlusions.",
        exclusions=(
            "infections recorded twice",
            "infections that began on the third day of a hospital stay or later",
            "infections of a line that the book has not, or that did not lie on the day or the day before",
            "infections by another definition",
        ),
        kind=Kind.RATE,
        unit="per 1,000 catheter days",
        scale=1000,
        direction=Direction.LOWER,
        recommendations=(9,),
        sources=(
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 9"),
            "Keller 2023, Infect Control Hosp Epidemiol 44:1748: definitions give different rates",
        ),
        tables=(
            "catheter",
            "catheter_event",
        ),
        version="1",
        evidence_unit="event, or line and month",
        category="kind of line",
        limits=("Rates by different definitions are never compared: the scorecard's notes say which one was used."),
    ),
    counted=(
        Counted(
            "catheter_event",
            numerator="1",
            where="event_type = 'bloodstream_infection'",
            aside="case when definition <> {infection_definition} then 'by another definition' else line_gap end",
        ),
        Counted("catheter_month", denominator="days"),
    ),
    category="category",
)
