"""Providers beside each other: observed over expected by case mix, and the funnel in which chance alone keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from perdiem.engine.duckdb import Engine
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import UNKNOWN, Dimension, FunnelLimits, Kind, ProviderComparison, Unusual
from perdiem.rules.measures.aggregate import Dimensions, Scope, totals
from perdiem.rules.measures.definition import Counted, Measure
from perdiem.rules.measures.statistics import Floats, garwood
from perdiem.rules.measures.values import rounded

COMPARED = frozenset({Kind.PROPORTION, Kind.RATE})
QUANTILES = (0.025, 0.975, 0.001, 0.999)
KIND_OF_LINE = "kind of line"  # the one category that is case mix and not an outcome or a part of the measure


def compare_providers(
    engine: Engine,
    measure: Measure,
    counted: Sequence[Counted],
    scope: Scope,
    settings: MeasureSettings,
    withheld: frozenset[str] = frozenset(),
) -> list[ProviderComparison]:
    """Each site's observed and expected events, their ratio with exact bounds, and where it lies in the funnel.

    `withheld` are sites whose value is not shown; they are not compared either.
    """
    if measure.definition.kind not in COMPARED or not measure.is_about_people:
        return []
    mix: Dimensions = (Dimension.AGE_BAND, Dimension.THERAPY)
    if measure.definition.category == KIND_OF_LINE:
        mix = (*mix, Dimension.CATEGORY)
    found = totals(engine, measure, counted, scope, [(Dimension.SITE, *mix)])
    at_risk: dict[tuple[str, ...], float] = defaultdict(float)
    events: dict[tuple[str, ...], float] = defaultdict(float)
    sites: dict[str, list[int]] = defaultdict(list)
    cells: list[tuple[str, ...]] = []
    for at, stratum in enumerate(found.strata):
        named = dict(stratum)
        cell = tuple(named[each] for each in mix)
        cells.append(cell)
        at_risk[cell] += found.sums.denominator[at]
        events[cell] += found.sums.numerator[at]
        if named[Dimension.SITE] != UNKNOWN:
            sites[named[Dimension.SITE]].append(at)
    whole = sum(at_risk.values())
    average = sum(events.values()) / whole if whole > 0 else None
    rows = []
    for site, places in sorted(sites.items()):
        expected = sum(
            found.sums.denominator[at] * events[cells[at]] / at_risk[cells[at]]
            for at in places
            if at_risk[cells[at]] > 0
        )
        rows.append(
            _compared(
                measure,
                site,
                float(found.sums.numerator[places].sum()),
                float(expected),
                float(found.sums.denominator[places].sum()),
                average,
                site in withheld,
                mix,
                settings,
            )
        )
    return rows


def _compared(
    measure: Measure,
    site: str,
    observed: float,
    expected: float,
    denominator: float,
    average: float | None,
    is_withheld: bool,
    mix: Dimensions,
    settings: MeasureSettings,
) -> ProviderComparison:
    scale = measure.definition.scale
    mean = rounded(average * scale) if average is not None else None

    def unjudged(reason: str) -> ProviderComparison:
        return ProviderComparison(
            measure.name, site, None, None, None, None, None, None, None, mean, None, Unusual.NOT_JUDGED, mix, reason
        )

    if is_withheld:
        return unjudged("withheld, as the site's value is")
    if denominator <= 0 or average is None:
        return unjudged("the denominator is zero")
    lower, upper = garwood(np.array([observed]), settings.confidence)
    limits = _funnel(measure.definition.kind, denominator, average, scale)
    value = observed / denominator * scale
    return ProviderComparison(
        measure=measure.name,
        site=site,
        observed=rounded(observed),
        expected=rounded(expected),
        ratio=rounded(observed / expected) if expected > 0 else None,
        ratio_lower=rounded(lower[0] / expected) if expected > 0 else None,
        ratio_upper=rounded(upper[0] / expected) if expected > 0 else None,
        denominator=rounded(denominator),
        value=rounded(value),
        average=mean,
        limits=limits,
        unusual=_unusual(value, limits),
        adjusted_for=mix,
    )


def _funnel(kind: Kind, denominator: float, average: float, scale: float) -> FunnelLimits:
    """Exact limits at the provider's size: binomial for proportions, Poisson for rates."""
    from scipy.special import bdtr, bdtrik, pdtr, pdtrik  # type: ignore[import-untyped]  # it ships no types

    chances = np.array(QUANTILES)
    share = min(average, 1.0)
    if average <= 0 or (kind is Kind.PROPORTION and share >= 1):
        counts = np.full(len(chances), denominator * max(share, 0.0))
    elif kind is Kind.PROPORTION:
        size = round(denominator)
        counts = _least_count(bdtrik(chances, size, share), lambda count: bdtr(count, size, share), chances)
    else:
        mean = denominator * average
        counts = _least_count(pdtrik(chances, mean), lambda count: pdtr(count, mean), chances)
    low, high, lowest, highest = (float(each) for each in counts / denominator * scale)
    return FunnelLimits(low, high, lowest, highest)


def _least_count(near: Floats, chance_up_to: Callable[[Floats], Floats], chances: Floats) -> Floats:
    """The least counts that are not exceeded with these chances; `near` are fractions close to them."""
    counts = np.maximum(np.ceil(np.nan_to_num(near, nan=0.0)), 0)
    lower = np.maximum(counts - 1, 0)
    return np.where((counts > 0) & (chance_up_to(lower) >= chances), lower, counts)


def _unusual(value: float, limits: FunnelLimits) -> Unusual:
    if value > limits.upper_998:
        return Unusual.VERY_HIGH
    if value < limits.lower_998:
        return Unusual.VERY_LOW
    if value > limits.upper_95:
        return Unusual.HIGH
    if value < limits.lower_95:
        return Unusual.LOW
    return Unusual.USUAL
