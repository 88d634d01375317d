"""What changed at a date: an interrupted time series, and difference in differences where others did not change.

Months are the points. The month in which the date falls is left out unless it is the first day: it is neither before
nor after. Errors allow for one month being like the next (Newey and West; Driscoll and Kraay where sites are few).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from perdiem.engine.duckdb import Engine, literal
from perdiem.model.contract import Agreement
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import UNKNOWN, Change, ChangeMethod, Dimension, Kind
from perdiem.rules.measures.aggregate import Scope, Totals, totals
from perdiem.rules.measures.definition import Counted, Measure
from perdiem.rules.measures.statistics import Floats
from perdiem.rules.measures.values import rounded, smalls_of

LEAST_MONTHS = 6  # a side; with fewer a trend and a step cannot be told apart
LEAST_MONTHS_COMPARED = 3  # a side of a difference in differences, which has no trend of its own
SITES_TO_CLUSTER = 20  # with fewer clusters their errors are too small
FOLLOWED = frozenset({Kind.PROPORTION, Kind.RATE, Kind.RATIO, Kind.MEAN, Kind.COUNT})


@dataclass(frozen=True, slots=True)
class _Cells:
    """Months, or sites and months: numerator and denominator, whether after the date, months since the first."""

    numerator: Floats
    denominator: Floats
    units: Floats
    month: Floats
    is_after: Floats
    is_changed: Floats
    site: Floats


def changes_at(
    engine: Engine,
    measure: Measure,
    counted: Sequence[Counted],
    scope: Scope,
    days: Sequence[date],
    agreement: Agreement | None,
    settings: MeasureSettings,
) -> list[Change]:
    """For each day the time series' estimate, and under an agreement the difference in differences too."""
    if not days or measure.definition.kind not in FOLLOWED or not measure.is_about_people:
        return []
    monthly = totals(engine, measure, counted, scope, [(Dimension.MONTH,)])
    found = []
    for day in days:
        change = _time_series(measure, _cells(measure, monthly, day, scope, ""), day, settings)
        found.append(_shown(engine, measure, counted, [scope], change, settings))
    if agreement is not None:
        name = agreement.versions[-1][1].contract
        sets = [(Dimension.CONTRACT, Dimension.SITE, Dimension.MONTH)]
        by_site = totals(engine, measure, counted, replace(scope, where="true"), sets)
        others = replace(scope, where=f"contract is distinct from {literal(name)}")
        for day in days:
            change = _differences(measure, _cells(measure, by_site, day, scope, name), day, name, settings)
            found.append(_shown(engine, measure, counted, [scope, others], change, settings))
    return found


def _shown(
    engine: Engine,
    measure: Measure,
    counted: Sequence[Counted],
    scopes: Sequence[Scope],
    change: Change,
    settings: MeasureSettings,
) -> Change:
    """The change, or one without numbers where one side of the date rests on few people or events."""
    for scope in scopes:
        for side in (replace(scope, until=change.on - timedelta(days=1)), replace(scope, since=change.on)):
            found = totals(engine, measure, counted, side, [()])
            smalls = smalls_of(measure, found, 0) if found.strata else ()
            if any(0 < small < settings.suppress_below for small in smalls):
                return _withheld(change, settings)
    return change


def _withheld(change: Change, settings: MeasureSettings) -> Change:
    return Change(
        measure=change.measure,
        method=change.method,
        on=change.on,
        before=None,
        after=None,
        estimate=None,
        lower=None,
        upper=None,
        p_value=None,
        months_before=change.months_before,
        months_after=change.months_after,
        units_before=0,
        units_after=0,
        group=change.group,
        comparison=change.comparison,
        reason=f"withheld: one side of the date rests on fewer than {settings.suppress_below} people or events",
    )


def _cells(measure: Measure, found: Totals, day: date, scope: Scope, contract: str) -> _Cells:
    has_time = measure.definition.kind is not Kind.COUNT
    rows: list[tuple[float, ...]] = []
    sites: dict[str, int] = {}
    for at, stratum in enumerate(found.strata):
        named = dict(stratum)
        month = named[Dimension.MONTH]
        if month == UNKNOWN:
            continue
        number = int(month[:4]) * 12 + int(month[5:7]) - 1
        turning = day.year * 12 + day.month - 1
        if number == turning and day.day > 1:
            continue
        if not has_time and number == scope.until.year * 12 + scope.until.month - 1:
            continue  # the last month may not be whole, and a count is of its days
        denominator = found.sums.denominator[at] if has_time else 1.0
        if denominator <= 0:
            continue
        site = sites.setdefault(named.get(Dimension.SITE, ""), len(sites))
        changed = named.get(Dimension.CONTRACT, contract) == contract
        numerator = found.sums.numerator[at]
        if measure.complement:
            numerator = denominator - numerator
        rows.append((numerator, denominator, found.sums.units[at], number, number >= turning, changed, site))
    rows.sort(key=lambda row: (row[3], row[6]))
    return (
        _Cells(*(np.array(column, dtype=float) for column in zip(*rows, strict=True)))
        if rows
        else _Cells(*(np.zeros(0),) * 7)
    )


def _pooled(cells: _Cells, which: Floats, scale: float) -> float | None:
    below = cells.denominator[which].sum()
    return rounded(cells.numerator[which].sum() / below * scale) if below > 0 else None


def _time_series(measure: Measure, cells: _Cells, day: date, settings: MeasureSettings) -> Change:
    after = cells.is_after > 0
    base = Change(
        measure=measure.name,
        method=ChangeMethod.INTERRUPTED_TIME_SERIES,
        on=day,
        before=_pooled(cells, ~after, measure.definition.scale),
        after=_pooled(cells, after, measure.definition.scale),
        estimate=None,
        lower=None,
        upper=None,
        p_value=None,
        months_before=int((~after).sum()),
        months_after=int(after.sum()),
        units_before=int(cells.units[~after].sum()),
        units_after=int(cells.units[after].sum()),
    )
    if min(base.months_before, base.months_after) < LEAST_MONTHS:
        return replace(
            base,
            reason=f"needs {LEAST_MONTHS} months on each side; there are {base.months_before} before and "
            f"{base.months_after} after",
        )
    from statsmodels.regression.linear_model import WLS  # type: ignore[import-untyped]  # it ships no types

    turning = day.year * 12 + day.month - 1
    since = cells.month - turning
    design = np.column_stack([np.ones(len(since)), since, after, np.where(after, since, 0.0)])
    value = cells.numerator / cells.denominator * measure.definition.scale
    if np.ptp(value) == 0:
        return replace(base, estimate=0.0, slope=0.0, reason="every month has the same value")
    weights = cells.denominator if measure.definition.kind is not Kind.COUNT else np.ones(len(value))
    fit = WLS(value, design, weights=weights / weights.mean()).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags(len(value)), "use_correction": True}, use_t=True
    )
    bounds = fit.conf_int(alpha=1 - settings.confidence)
    return replace(
        base,
        estimate=rounded(fit.params[2]),
        lower=rounded(bounds[2][0]),
        upper=rounded(bounds[2][1]),
        p_value=rounded(fit.pvalues[2]),
        slope=rounded(fit.params[3]),
        slope_lower=rounded(bounds[3][0]),
        slope_upper=rounded(bounds[3][1]),
    )


def _differences(measure: Measure, cells: _Cells, day: date, contract: str, settings: MeasureSettings) -> Change:
    after, changed = cells.is_after > 0, cells.is_changed > 0
    scale = measure.definition.scale
    months = [len(np.unique(cells.month[which & changed])) for which in (~after, after)]
    base = Change(
        measure=measure.name,
        method=ChangeMethod.DIFFERENCE_IN_DIFFERENCES,
        on=day,
        before=_pooled(cells, ~after & changed, scale),
        after=_pooled(cells, after & changed, scale),
        estimate=None,
        lower=None,
        upper=None,
        p_value=None,
        months_before=months[0],
        months_after=months[1],
        units_before=int(cells.units[~after & changed].sum()),
        units_after=int(cells.units[after & changed].sum()),
        group=contract,
        comparison="all other contracts of the book",
    )
    others = [len(np.unique(cells.month[which & ~changed])) for which in (~after, after)]
    if measure.definition.kind is Kind.COUNT:
        return replace(base, reason="a count is not compared between groups of different size")
    if min(others) == 0:
        return replace(base, reason="no other contract has data before and after the date: nothing to compare with")
    if min(*months, *others) < LEAST_MONTHS_COMPARED:
        return replace(base, reason=f"needs {LEAST_MONTHS_COMPARED} months on each side in both groups")
    from statsmodels.regression.linear_model import WLS

    value = cells.numerator / cells.denominator * scale
    if np.ptp(value) == 0:
        return replace(base, estimate=0.0, reason="every month of every site has the same value")
    design = np.column_stack([np.ones(len(value)), changed, after, changed & after])
    model = WLS(value, design, weights=cells.denominator / cells.denominator.mean())
    sites = len(np.unique(cells.site))
    if sites >= SITES_TO_CLUSTER:
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": cells.site.astype(int)})
        freedom = sites - 1
    else:
        periods = (cells.month - cells.month.min()).astype(int)
        freedom = len(np.unique(periods)) - 1
        fit = model.fit(cov_type="hac-groupsum", cov_kwds={"time": periods, "maxlags": lags(freedom + 1)})
    from scipy.special import stdtr, stdtrit  # type: ignore[import-untyped]  # it ships no types

    # statsmodels counts sites for both; where months are the clusters, months are what t has to go by
    error = fit.bse[3]
    half = stdtrit(freedom, 0.5 + settings.confidence / 2) * error
    return replace(
        base,
        estimate=rounded(fit.params[3]),
        lower=rounded(fit.params[3] - half),
        upper=rounded(fit.params[3] + half),
        p_value=rounded(2 * stdtr(freedom, -abs(fit.params[3]) / error)) if error > 0 else None,
        reason="" if error > 0 else "its errors cannot be told: every month moves alike",
    )


def lags(months: int) -> int:
    """How many months back errors may be alike: the rule of thumb of Newey and West."""
    return max(1, int(np.floor(4 * (months / 100) ** (2 / 9))))
