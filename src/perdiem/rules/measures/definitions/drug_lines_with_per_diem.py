"""Drug lines that a per diem goes with: are S codes complete?"""

from __future__ import annotations

from perdiem.model.measures import DataSource, Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="drug_lines_with_per_diem",
        title="Completeness of S codes: drug lines beside a per diem",
        topic="claims",
        population="Drug lines of providers that bill per diems.",
        numerator="Lines on whose first day the patient has a per diem of a therapy.",
        denominator="All of those lines.",
        exclusions=("lines that were replaced, taken back or billed before",),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.HIGHER,
        recommendations=(
            2,
            12,
        ),
        sources=("Perdiem: measures by S code are as good as S codes are complete",),
        tables=("claim_line",),
        version="1",
        evidence_unit="claim line",
        limits=("Drugs dosed less often than every 72 hours have no per diem in most contracts and lower the share."),
        is_from_source=False,
        data_source=DataSource.CLAIMS,
    ),
    counted=(
        Counted("line", numerator="is_beside_per_diem", denominator="1", where="is_drug and is_of_infusion_provider"),
    ),
)
