"""Medicare Advantage claims that are billed with S codes."""

from __future__ import annotations

from perdiem.model.measures import DataSource, Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="s_codes_in_ma_claims",
        title="Use of S codes in Medicare Advantage claims",
        topic="claims",
        population=(
            "Home infusion claims of Medicare Advantage members with a per diem or a Medicare home infusion code."
        ),
        numerator="Claims with a per diem by S code.",
        denominator="All of those claims.",
        exclusions=("claims that were replaced, taken back or billed before",),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.HIGHER,
        recommendations=(12,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 12"),),
        tables=("claim_line",),
        version="1",
        evidence_unit="claim",
        data_source=DataSource.CLAIMS,
    ),
    counted=(
        Counted("claim", numerator="has_s_code", denominator="1", where="line_of_business = 'medicare_advantage'"),
    ),
)
