"""Adherence as the source prints it: doses prescribed over doses given."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="prescribed_to_administered",
        title="Doses prescribed to doses given",
        topic="therapy",
        population="Orders of drugs, each cut into its calendar months.",
        numerator="Doses due in the month.",
        denominator="Doses given in the month, in full or in part.",
        exclusions=(
            "orders that say neither how many doses nor how often",
            "doses that fit no order of the book, or several",
            "doses given in a month in which their order did not run",
        ),
        kind=Kind.RATIO,
        unit="ratio",
        scale=1,
        direction=Direction.LOWER,
        recommendations=(1,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 1"),),
        tables=(
            "prescription",
            "administration",
        ),
        version="1",
        evidence_unit="order and month",
        limits="1 is perfect, above 1 doses were missed; adherence is the inverse, as a percent.",
    ),
    counted=(Counted("order_month", numerator="due_parts / 10000.0", denominator="doses_given"),),
)
