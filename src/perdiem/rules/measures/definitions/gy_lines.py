"""Home infusion lines billed directly with GY."""

from __future__ import annotations

from perdiem.model.measures import DataSource, Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="gy_lines",
        title="Home infusion lines billed with GY",
        topic="claims",
        population=(
            "Claim lines for what Medicare excludes by statute (S codes, drugs without Medicare home "
            "coverage, nursing), of patients for whom Medicare fee-for-service is first."
        ),
        numerator="Lines with modifier GY.",
        denominator="All of those lines.",
        exclusions=("lines that were replaced, taken back or billed before",),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.HIGHER,
        recommendations=(11,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 11"),),
        tables=(
            "claim_line",
            "eligibility|other_payer",
        ),
        version="1",
        evidence_unit="claim line",
        limits=(
            "The numerator is the count that the source asks for. A line without GY counts where the "
            "claim names Medicare first, or eligibility says so."
        ),
        data_source=DataSource.CLAIMS,
    ),
    counted=(
        Counted(
            "line",
            numerator="is_gy",
            denominator="1",
            where=(
                "is_medicare_excluded and (is_gy or is_medicare_first_on_claim or coalesce(is_medicare_primary, false))"
            ),
        ),
    ),
)
