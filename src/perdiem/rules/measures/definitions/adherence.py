"""Adherence: doses given, of the doses prescribed."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="adherence",
        title="Adherence to therapy: doses given of doses prescribed",
        topic="therapy",
        population="Orders of drugs, each cut into its calendar months.",
        numerator="Doses given in the month, in full or in part.",
        denominator=(
            "Doses due in the month: the order's doses spread evenly over its days, or one every "
            "interval where it does not say how many."
        ),
        exclusions=(
            "orders that say neither how many doses nor how often",
            "doses that fit no order of the book, or several",
            "doses given in a month in which their order did not run",
        ),
        kind=Kind.RATIO,
        unit="percent",
        scale=100,
        direction=Direction.HIGHER,
        recommendations=(1,),
        sources=(
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 1"),
            "NHIA prints the ratio the other way round: see prescribed_to_administered",
        ),
        tables=(
            "prescription",
            "administration",
        ),
        version="1",
        evidence_unit="order and month",
        limits=("Above 100% more doses were given than ordered. Days in hospital are not taken off: the order ran on."),
    ),
    counted=(Counted("order_month", numerator="doses_given", denominator="due_parts / 10000.0"),),
)
