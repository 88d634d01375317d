"""A signal of waste on claims: drugs delivered and not used, by modifier SV."""

from __future__ import annotations

from perdiem.model.measures import DataSource, Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="undelivered_drug_lines",
        title="Drug lines billed as delivered and not used (SV)",
        topic="therapy",
        population="Drug lines of home infusion claims.",
        numerator="Lines with modifier SV.",
        denominator="Drug lines.",
        exclusions=("lines that were replaced, taken back or billed before",),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.LOWER,
        recommendations=(
            1,
            2,
        ),
        sources=("CMS HCPCS, modifier SV",),
        tables=("claim_line",),
        version="1",
        evidence_unit="claim line",
        limits="A signal of waste, not its size: most payors do not pay SV lines, so few are sent.",
        is_from_source=False,
        data_source=DataSource.CLAIMS,
    ),
    counted=(Counted("line", numerator="is_undelivered", denominator="1", where="is_drug"),),
)
