"""Medicare Advantage contracts under which S codes are billed."""

from __future__ import annotations

from perdiem.model.measures import DataSource, Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="ma_contracts_with_s_codes",
        title="Medicare Advantage contracts that use S codes",
        topic="contracts",
        population="Contracts that name Medicare Advantage and have home infusion claims in the period.",
        numerator="Contracts with a claim by S code.",
        denominator="Contracts with home infusion claims.",
        exclusions=("contracts without a claim",),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.HIGHER,
        recommendations=(12,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 12"),),
        tables=(
            "contract",
            "claim_line",
        ),
        version="1",
        evidence_unit="contract",
        data_source=DataSource.CONTRACTS,
    ),
    counted=(
        Counted(
            "contract",
            numerator="has_s_code",
            denominator="1",
            where="coalesce(is_medicare_advantage, false)",
            aside="case when not is_billed_under then 'no home infusion claim under it' end",
        ),
    ),
    is_about_people=False,
)
