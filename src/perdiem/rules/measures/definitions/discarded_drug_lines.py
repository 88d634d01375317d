"""A signal of waste on claims: drug thrown away, by modifier JW."""

from __future__ import annotations

from perdiem.model.measures import DataSource, Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="discarded_drug_lines",
        title="Drug lines with an amount thrown away (JW)",
        topic="therapy",
        population="Drug lines of home infusion claims that say whether some was thrown away (JW or JZ).",
        numerator="Lines with modifier JW.",
        denominator="Lines with modifier JW or JZ.",
        exclusions=("lines that were replaced, taken back or billed before",),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.LOWER,
        recommendations=(
            1,
            2,
        ),
        sources=("CMS HCPCS, modifiers JW and JZ",),
        tables=("claim_line",),
        version="1",
        evidence_unit="claim line",
        limits="Counts lines, not amounts, and only single-dose containers carry JW or JZ.",
        is_from_source=False,
        data_source=DataSource.CLAIMS,
    ),
    counted=(
        Counted(
            "line", numerator="is_discarded", denominator="1", where="is_drug and (is_discarded or is_none_discarded)"
        ),
    ),
)
