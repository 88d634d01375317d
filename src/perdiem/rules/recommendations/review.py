"""The review: a contract on a day, held against the 15 recommendations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.faults import Fault
from perdiem.model.measures import Scorecard
from perdiem.model.results import Outcome, RecommendationResult, Review
from perdiem.rules.recommendations.judge import status_of
from perdiem.rules.recommendations.registry import RECOMMENDATIONS


def review_contract(
    contract: Contract,
    sets: CodeSets,
    on: date,
    *,
    file: str = "",
    faults: Sequence[Fault] = (),
    scorecard: Scorecard | None = None,
) -> Review:
    """The contract's standing towards all 15 recommendations, in order.

    `on` is the day whose terms are judged; the caller picks the version of the agreement that holds on it. With a
    scorecard each recommendation has the outcomes that it asks to measure beside it; the verdicts stay the same.
    """
    results = []
    for recommendation in RECOMMENDATIONS:
        findings = tuple(recommendation.check(contract, sets))
        results.append(
            RecommendationResult(
                recommendation.number,
                recommendation.title,
                status_of(findings),
                findings,
                _outcomes(recommendation.number, scorecard) if scorecard else (),
            )
        )
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


def _outcomes(number: int, scorecard: Scorecard) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(definition, scorecard.overall(name), tuple(each for each in scorecard.changes if each.measure == name))
        for name, definition in scorecard.definitions.items()
        if number in definition.recommendations
    )
