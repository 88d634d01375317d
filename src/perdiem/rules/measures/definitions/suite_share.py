"""Infusion services given in the provider's suite."""

from __future__ import annotations

from perdiem.model.measures import DataSource, Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="suite_share",
        title="Share of services in an infusion suite",
        topic="claims",
        population="Per diems of therapies and nursing visits.",
        numerator="Lines with modifier SS or place of service 49.",
        denominator="All of those lines.",
        exclusions=("lines that were replaced, taken back or billed before",),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.NEITHER,
        recommendations=(5,),
        sources=("Perdiem: how far recommendation 5 is used",),
        tables=("claim_line",),
        version="1",
        evidence_unit="claim line",
        is_from_source=False,
        data_source=DataSource.CLAIMS,
    ),
    counted=(Counted("line", numerator="is_in_suite", denominator="1", where="is_therapy or is_visit"),),
)
