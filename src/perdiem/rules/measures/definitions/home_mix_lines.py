"""Claim lines with codes of parenteral nutrition mixed at home."""

from __future__ import annotations

from perdiem.model.measures import DataSource, Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="home_mix_lines",
        title="Lines with a home-mix code",
        topic="claims",
        population="Claim lines of parenteral nutrition.",
        numerator="Lines with one of the seven home-mix codes.",
        denominator="All of those lines.",
        exclusions=("lines that were replaced, taken back or billed before",),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.LOWER,
        recommendations=(15,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 15"),),
        tables=("claim_line",),
        version="1",
        evidence_unit="claim line",
        limits=(
            "The numerator is what recommendation 15 wants to be none. B4216 is worded as home mix by"
            " CMS and is not among the seven."
        ),
        data_source=DataSource.CLAIMS,
    ),
    counted=(Counted("line", numerator="is_home_mix", denominator="1", where="is_parenteral"),),
)
