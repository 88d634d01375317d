"""Whether a measure is moving: its slope over the months that a scorecard shows.

A line through the monthly values, each weighing as much as its denominator, by least squares; errors allow for one
month being like the next (Newey and West). It says that there is a movement and how large, not why. Only months that
are shown are used, so that it tells nothing of those that are withheld.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perdiem.model.measures import UNKNOWN, Dimension, Kind, MeasureValue, Scorecard, Trend
from perdiem.rules.measures.changes import FOLLOWED, lags
from perdiem.rules.measures.values import rounded

LEAST_MONTHS = 6  # with fewer a slope is mostly noise, and so are the errors that allow for alike months


@dataclass(frozen=True, slots=True)
class _Points:
    month: np.ndarray
    value: np.ndarray
    weight: np.ndarray


def trends_of(scorecard: Scorecard) -> tuple[Trend, ...]:
    """The trend of each measure that is broken down by month; none for estimates and medians, which have no sums."""
    if Dimension.MONTH not in scorecard.by:
        return ()
    return tuple(
        _trend(name, [each for each in scorecard.of(name, Dimension.MONTH) if each.value is not None], scorecard)
        for name, definition in scorecard.definitions.items()
        if definition.kind in FOLLOWED and scorecard.of(name, Dimension.MONTH)
    )


def _trend(name: str, months: list[MeasureValue], scorecard: Scorecard) -> Trend:
    is_count = scorecard.definitions[name].kind is Kind.COUNT
    points = _points(months, is_count=is_count)
    count = len(points.month)
    if count < LEAST_MONTHS:
        return Trend(
            name, None, None, None, None, count, f"needs {LEAST_MONTHS} months with a value; there are {count}"
        )
    if np.ptp(points.value) == 0:
        return Trend(name, 0.0, 0.0, 0.0, None, count, "every month has the same value")
    from statsmodels.regression.linear_model import WLS  # type: ignore[import-untyped]  # it ships no types

    design = np.column_stack([np.ones(count), points.month - points.month.mean()])
    fit = WLS(points.value, design, weights=points.weight / points.weight.mean()).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags(count), "use_correction": True}, use_t=True
    )
    low, high = fit.conf_int(alpha=1 - scorecard.settings.confidence)[1]
    return Trend(name, rounded(fit.params[1]), rounded(low), rounded(high), rounded(fit.pvalues[1]), count)


def _points(months: list[MeasureValue], *, is_count: bool) -> _Points:
    """The months as numbers; of a count without the last, which may not be whole."""
    found = []
    for each in months:
        month = each.of(Dimension.MONTH)
        weight = 1.0 if is_count else each.denominator
        if month is not None and month != UNKNOWN and weight:
            found.append((int(month[:4]) * 12 + int(month[5:7]), each.value, weight))
    found.sort()
    rows = np.array(found[:-1] if is_count else found, dtype=float).reshape(-1, 3)
    return _Points(rows[:, 0], rows[:, 1], rows[:, 2])
