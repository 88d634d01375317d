"""The review: a contract on a day, held against the 15 recommendations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.faults import Fault
from perdiem.model.results import RecommendationResult, Review
from perdiem.rules.recommendations.judge import status_of
from perdiem.rules.recommendations.registry import RECOMMENDATIONS


def review_contract(
    contract: Contract, sets: CodeSets, on: date, *, file: str = "", faults: Sequence[Fault] = ()
) -> Review:
    """The contract's standing towards all 15 recommendations, in order.

    `on` is the day whose terms are judged; the caller picks the version of the agreement that holds on it.
    """
    results = []
    for recommendation in RECOMMENDATIONS:
        findings = tuple(recommendation.check(contract, sets))
        results.append(RecommendationResult(recommendation.number, recommendation.title, status_of(findings), findings))
    return Review(
        contract=contract.contract,
        title=contract.title or contract.contract,
        payor=contract.payor.name or "",
        provider=contract.provider.name or "",
        file=file,
        on=on,
        lines_of_business=contract.lines_of_business or (),
        results=tuple(results),
        faults=tuple(faults),
        about=contract.about or "",
    )
