"""Infections at the exit site of lines."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="catheter_site_infections",
        title="Catheter site infections",
        topic="catheters",
        population="Vascular access devices, on days outside hospital.",
        numerator="Site infections.",
        denominator="Catheter days, as for occlusions.",
        exclusions=(
            "infections recorded twice",
            "infections that began on the third day of a hospital stay or later",
            "infections of a line that the book has not, or that did not lie on the day or the day before",
        ),
        kind=Kind.RATE,
        unit="per 1,000 catheter days",
        scale=1000,
        direction=Direction.LOWER,
        recommendations=(9,),
        sources=("Perdiem, beside the bloodstream infections of recommendation 9",),
        tables=(
            "catheter",
            "catheter_event",
        ),
        version="1",
        evidence_unit="event, or line and month",
        category="kind of line",
        is_from_source=False,
    ),
    counted=(
        Counted("catheter_event", numerator="1", where="event_type = 'site_infection'", aside="line_gap"),
        Counted("catheter_month", denominator="days"),
    ),
    category="category",
)
