"""Values and their intervals, for all strata of a kind at once; never Wald's interval.

Quantiles are those of scipy.special: scipy.stats and statsmodels have the same ones and take two seconds to import.
The tests hold the bounds to theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from perdiem.model.measures import IntervalMethod, Kind

ALIKE = 1e-12  # of the squares that were added up; what differs by less differs by rounding
Floats = Any  # numpy arrays of float; numpy's own types add nothing that mypy can check here


@dataclass(frozen=True, slots=True)
class Sums:
    """What the strata of one measure add up to, an array an entry.

    `numerator` and `denominator` are totals over rows, `units` counts rows, `squares` is the sum of the squared
    numerators of rows. `people` counts persons; `xx`, `xy`, `yy` are sums over persons of the products of their totals.
    """

    numerator: Floats
    denominator: Floats
    units: Floats
    squares: Floats
    people: Floats
    xx: Floats
    xy: Floats
    yy: Floats


@dataclass(frozen=True, slots=True)
class Bounds:
    """Values with their bounds, NaN where there is none, and how the bounds were made."""

    value: Floats
    lower: Floats
    upper: Floats
    method: IntervalMethod


def bounds(kind: Kind, sums: Sums, scale: float, confidence: float, *, clustered: bool = False) -> Bounds:
    """The values of a kind of measure. A denominator of zero gives NaN, never zero.

    `clustered` says that a person adds several rows to a proportion that are alike, such as answers of one survey.
    """
    if kind is Kind.PROPORTION:
        return _proportion(sums, scale, confidence, clustered)
    if kind is Kind.RATE:
        return _rate(sums, scale, confidence)
    if kind is Kind.RATIO:
        return _ratio(sums, scale, confidence)
    if kind is Kind.MEAN:
        return _mean(sums, scale, confidence)
    return _count(sums, scale, confidence)


def why_no_interval(kind: Kind, people: float, numerator: float) -> str:
    """Why a value of that many people, or rows of a mean or median, has no interval."""
    if kind is Kind.MEDIAN:
        return "no interval: too few to bound a median"
    one = "patient" if kind is Kind.RATIO else "case"
    if people <= 1:
        return f"no interval: one {one} does not show how {one}s differ"
    if kind is Kind.RATIO and numerator <= 0:
        return "no interval: nothing in the numerator"
    return f"no interval: {one}s too few or all alike"


def _divided(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.full(np.shape(above), np.nan), where=np.asarray(below) > 0)


def _proportion(sums: Sums, scale: float, confidence: float, clustered: bool) -> Bounds:
    share = _divided(sums.numerator, sums.denominator)
    asked = ~np.isnan(share)
    size = np.where(asked, sums.denominator, 1.0)
    if clustered:
        size = np.where(asked, _effective_size(sums, share), 1.0)
    count = np.where(asked, share * size, 0.0)
    lower, upper = wilson(count, size, confidence)
    # at the ends Wilson's bounds are the ends themselves, up to rounding
    lower, upper = np.where(share <= 0, 0.0, lower), np.where(share >= 1, 1.0, upper)
    return Bounds(share * scale, _only(asked, lower * scale), _only(asked, upper * scale), IntervalMethod.WILSON)


def wilson(count: Floats, size: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Wilson's score bounds of shares `count` of `size`, both of which may be fractions of rows."""
    from scipy.special import ndtri  # type: ignore[import-untyped]  # it ships no types

    z = ndtri(0.5 + confidence / 2)
    share = np.asarray(count, dtype=float) / size
    middle = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z / (1 + z**2 / size) * np.sqrt(share * (1 - share) / size + z**2 / (4 * np.asarray(size, dtype=float) ** 2))
    return middle - half, middle + half


def _effective_size(sums: Sums, share: Floats) -> Floats:
    """Rows that are worth as much as if each came from another person: n over the design effect (Kish)."""
    simple = share * (1 - share) / np.where(sums.denominator > 0, sums.denominator, 1.0)
    spread = np.maximum(sums.xx - 2 * share * sums.xy + share**2 * sums.yy, 0.0)
    people = np.maximum(sums.people, 1.0)
    of_totals = _divided(people * spread, (people - 1) * np.maximum(sums.denominator, 1e-300) ** 2)
    effect = np.where((simple > 0) & ~np.isnan(of_totals), of_totals / np.where(simple > 0, simple, 1.0), np.nan)
    # without a spread to go by, a person counts once
    effect = np.where(np.isnan(effect), sums.denominator / people, effect)
    return np.minimum(sums.denominator / np.maximum(effect, 1.0), sums.denominator)


def _rate(sums: Sums, scale: float, confidence: float) -> Bounds:
    rate = _divided(sums.numerator, sums.denominator)
    asked = ~np.isnan(rate)
    lower, upper = garwood(sums.numerator, confidence)
    exposure = np.where(asked, sums.denominator, 1.0)
    return Bounds(
        rate * scale,
        _only(asked, lower / exposure * scale),
        _only(asked, upper / exposure * scale),
        IntervalMethod.EXACT_POISSON,
    )


def garwood(events: Floats, confidence: float) -> tuple[Floats, Floats]:
    """The exact Poisson bounds of counts of events, by quantiles of gamma (half of chi-square's); of none, the
    lower is 0."""
    from scipy.special import gammaincinv

    tail = (1 - confidence) / 2
    counted = np.asarray(events, dtype=float)
    lower = np.where(counted > 0, gammaincinv(np.maximum(counted, 1e-9), tail), 0.0)
    upper = gammaincinv(counted + 1, 1 - tail)
    return lower, upper


def _count(sums: Sums, scale: float, confidence: float) -> Bounds:
    lower, upper = garwood(sums.numerator, confidence)
    return Bounds(sums.numerator * scale, lower * scale, upper * scale, IntervalMethod.EXACT_POISSON)


def _ratio(sums: Sums, scale: float, confidence: float) -> Bounds:
    from scipy.special import stdtrit

    ratio = _divided(sums.numerator, sums.denominator)
    people = sums.people
    spread = np.maximum(sums.xx - 2 * ratio * sums.xy + ratio**2 * sums.yy, 0.0)
    # patients who are all alike do not show how far chance reaches: an interval without width would claim certainty
    asked = ~np.isnan(ratio) & (ratio > 0) & (people > 1) & (spread > ALIKE * (sums.xx + ratio**2 * sums.yy))
    safe = np.where(asked, people, 2.0)
    error = np.sqrt(safe / (safe - 1) * np.where(asked, spread, 0.0)) / np.where(asked, sums.denominator, 1.0)
    half = stdtrit(safe - 1, 0.5 + confidence / 2) * error / np.where(asked, ratio, 1.0)
    with np.errstate(over="ignore"):
        lower, upper = ratio * np.exp(-half), ratio * np.exp(half)
    asked &= np.isfinite(upper)
    return Bounds(
        ratio * scale, _only(asked, lower * scale), _only(asked, upper * scale), IntervalMethod.RATIO_OF_TOTALS
    )


def _mean(sums: Sums, scale: float, confidence: float) -> Bounds:
    from scipy.special import stdtrit

    mean = _divided(sums.numerator, sums.denominator)
    count = sums.denominator
    asked = ~np.isnan(mean) & (count > 1)
    safe = np.where(asked, count, 2.0)
    squares = np.where(asked, sums.squares, 0.0)
    variance = np.maximum(squares - safe * np.where(asked, mean, 0.0) ** 2, 0.0) / (safe - 1)
    asked &= variance * (safe - 1) > ALIKE * squares
    half = stdtrit(safe - 1, 0.5 + confidence / 2) * np.sqrt(variance / safe)
    return Bounds(
        mean * scale, _only(asked, (mean - half) * scale), _only(asked, (mean + half) * scale), IntervalMethod.STUDENT
    )


def median(values: Floats, counts: Floats, confidence: float) -> tuple[float, float, float]:
    """The median of sorted values that come so many times each, with bounds by order statistics (NaN: too few)."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    if total == 0:
        return (np.nan, np.nan, np.nan)

    def at(rank: int) -> float:
        return float(values[int(np.searchsorted(ends, rank))])

    middle = (at((total + 1) // 2) + at(total // 2 + 1)) / 2
    low = _lower_rank(total, (1 - confidence) / 2)
    if low < 1:
        return (middle, np.nan, np.nan)
    return (middle, at(low), at(total - low + 1))


def _lower_rank(total: int, tail: float) -> int:
    """The largest rank below which the median lies with at most this chance; 0 where there is none."""
    from scipy.special import bdtr, ndtri

    rank = max(int(total / 2 + ndtri(tail) * np.sqrt(total) / 2) + 2, 0)  # near it, and a little above
    while rank > 0 and bdtr(rank - 1, total, 0.5) > tail:
        rank -= 1
    return rank


def _only(asked: Floats, bound: Floats) -> Floats:
    return np.where(asked, bound, np.nan)
