"""Contracts with more than one site."""

from __future__ import annotations

from perdiem.model.measures import DataSource, Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="contracts_with_several_sites",
        title="Contracts with more than one site",
        topic="contracts",
        population="Contracts in force in the period.",
        numerator="Contracts with two sites or more.",
        denominator="All contracts.",
        exclusions=(),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.HIGHER,
        recommendations=(13,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 13"),),
        tables=("contract",),
        version="1",
        evidence_unit="contract",
        data_source=DataSource.CONTRACTS,
    ),
    counted=(Counted("contract", numerator="sites > 1", denominator="1"),),
    is_about_people=False,
)
