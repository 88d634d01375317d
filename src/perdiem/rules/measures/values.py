"""From totals to values: what each stratum comes to, its bounds, and why there is no number where there is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from perdiem.engine.duckdb import Engine
from perdiem.model.measure_settings import Assumption, MeasureSettings
from perdiem.model.measures import (
    DataSource,
    Dimension,
    IntervalMethod,
    Kind,
    MeasureValue,
    Standing,
    Stratum,
)
from perdiem.rules.measures.aggregate import Dimensions, Scope, Totals, histogram, totals
from perdiem.rules.measures.definition import Counted, Measure
from perdiem.rules.measures.statistics import Bounds, Floats, Sums, bounds, median, why_no_interval, wilson

DIGITS = 12  # of a value: sums of doubles differ beyond them with the order of rows
ZERO = np.zeros(1)
NOTHING = Totals(((),), Sums(ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO), ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A value with what suppression has to know of it and nobody is shown.

    `smalls` are the counts of people, and of events, that stand behind it and what can be worked out from it.
    """

    value: MeasureValue
    smalls: tuple[float, ...]


def missing_value(measure: Measure, missing: tuple[str, ...], since: date | None, until: date | None) -> MeasureValue:
    """The value of a measure whose tables the book lacks: not enough data, never zero."""
    return MeasureValue(
        measure.name,
        measure.definition.data_source,
        (),
        since,
        until,
        None,
        None,
        None,
        None,
        None,
        IntervalMethod.NONE,
        Standing.NOT_ENOUGH_DATA,
        f"not enough data: needs {' and '.join(each.replace('|', ' or ') for each in missing)}",
        missing,
    )


def values_of(
    engine: Engine,
    measure: Measure,
    counted: Sequence[Counted],
    source: DataSource,
    scope: Scope,
    sets: Sequence[Dimensions],
    settings: MeasureSettings,
    period: tuple[date | None, date | None],
) -> list[Weighed]:
    """The values of a measure in each stratum of each set of dimensions, the total first."""
    found = totals(engine, measure, counted, scope, sets)
    if () not in found.strata:
        found = _joined(NOTHING, found)
    made = _bounds(engine, measure, counted, scope, sets, settings, found)
    order = sorted(range(len(found.strata)), key=lambda at: _place(found.strata[at], sets))
    categories = {stratum for stratum in found.strata if [each for each, _ in stratum] == [Dimension.CATEGORY]}
    weighed = []
    for at in order:
        value = _value(measure, source, found, made, at, period)
        if not measure.is_pooled and Dimension.CATEGORY not in dict(value.stratum) and len(categories) != 1:
            value = replace(
                value,
                value=None,
                lower=None,
                upper=None,
                numerator=None,
                interval=IntervalMethod.NONE,
                standing=Standing.NOTHING_TO_MEASURE,
                reason=f"not pooled: see it by {measure.definition.category}"
                if categories
                else "the denominator is zero",
            )
        weighed.append(Weighed(value, smalls_of(measure, found, at)))
    return weighed


def _joined(first: Totals, second: Totals) -> Totals:
    def both(name: str) -> Floats:
        return np.concatenate([getattr(first.sums, name), getattr(second.sums, name)])

    return Totals(
        (*first.strata, *second.strata),
        Sums(*(both(name) for name in Sums.__dataclass_fields__)),
        np.concatenate([first.hits, second.hits]),
        np.concatenate([first.people_with, second.people_with]),
        np.concatenate([first.people_at_risk, second.people_at_risk]),
    )


def _place(stratum: Stratum, sets: Sequence[Dimensions]) -> tuple[int, tuple[str, ...]]:
    named = {dimension for dimension, _ in stratum}
    return next(at for at, each in enumerate(sets) if set(each) == named), tuple(value for _, value in stratum)


def _bounds(
    engine: Engine,
    measure: Measure,
    counted: Sequence[Counted],
    scope: Scope,
    sets: Sequence[Dimensions],
    settings: MeasureSettings,
    found: Totals,
) -> Bounds:
    definition = measure.definition
    if definition.kind is Kind.MEDIAN:
        histograms: dict[Stratum, tuple[Floats, Floats]] = {}
        for each in sets:
            histograms |= histogram(engine, measure, counted, scope, each)
        rows = [
            median(*histograms[stratum], settings.confidence) if stratum in histograms else (np.nan,) * 3
            for stratum in found.strata
        ]
        middle, lower, upper = (np.array(column) * definition.scale for column in zip(*rows, strict=True))
        return Bounds(middle, lower, upper, IntervalMethod.ORDER_STATISTICS)
    if definition.kind is Kind.ESTIMATE:
        share = assumed_share(engine, measure, scope, settings)
        placed = found.sums.numerator * definition.scale
        if share is None:
            nothing = np.full(len(found.strata), np.nan)
            return Bounds(nothing, nothing, nothing, IntervalMethod.NONE)
        return Bounds(placed * share.likely, placed * share.low, placed * share.high, IntervalMethod.SCENARIO)
    made = bounds(definition.kind, found.sums, definition.scale, settings.confidence, clustered=measure.clustered)
    if measure.complement:
        whole = definition.scale
        return Bounds(whole - made.value, whole - made.upper, whole - made.lower, made.method)
    return made


def assumed_share(engine: Engine, measure: Measure, scope: Scope, settings: MeasureSettings) -> Assumption | None:
    """The share that an estimate rests on: as set, else as the book's own claims have it; None without either."""
    stated: Assumption | None = getattr(settings, measure.assumption)
    if stated is not None or measure.assumed_from is None:
        return stated
    found = totals(engine, measure, (measure.assumed_from,), scope, [()])
    if not found.strata or found.sums.denominator[0] == 0:
        return None
    count, size = found.sums.numerator[0], found.sums.denominator[0]
    low, high = wilson(count, size, settings.confidence)
    return Assumption(float(count / size), float(low), float(high))


def _value(
    measure: Measure,
    source: DataSource,
    found: Totals,
    made: Bounds,
    at: int,
    period: tuple[date | None, date | None],
) -> MeasureValue:
    kind = measure.definition.kind
    numerator, denominator = float(found.sums.numerator[at]), float(found.sums.denominator[at])
    if measure.complement:
        numerator = denominator - numerator
    has_denominator = kind not in {Kind.COUNT, Kind.ESTIMATE}
    value, lower, upper = (rounded(each[at]) for each in (made.value, made.lower, made.upper))
    standing, reason = Standing.GIVEN, ""
    if value is None and kind is Kind.ESTIMATE:
        standing = Standing.NOT_ENOUGH_DATA
        reason = (
            "not enough data: needs claims of PICC placements in facilities (36568 to 36584), or the share in the "
            f"settings ({measure.assumption})"
        )
    elif value is None:
        standing, reason = Standing.NOTHING_TO_MEASURE, "the denominator is zero"
    elif lower is None and upper is None:
        cases = found.sums.people[at] if kind is Kind.RATIO else found.sums.units[at]
        reason = why_no_interval(kind, float(cases), float(found.sums.numerator[at]))
    return MeasureValue(
        measure=measure.name,
        source=source,
        stratum=found.strata[at],
        since=period[0],
        until=period[1],
        numerator=rounded(numerator),
        denominator=rounded(denominator) if has_denominator else None,
        value=value,
        lower=lower,
        upper=upper,
        interval=made.method if lower is not None else IntervalMethod.NONE,
        standing=standing,
        reason=reason,
        units=int(found.sums.units[at]),
        members=int(found.sums.people[at]) if measure.is_about_people else None,
    )


def smalls_of(measure: Measure, found: Totals, at: int) -> tuple[float, ...]:
    """The counts of people and events behind a stratum's value, and what can be worked out from it."""
    if not measure.is_about_people:
        return ()
    smalls = [found.people_with[at], found.people_at_risk[at], found.sums.people[at]]
    if measure.definition.kind is Kind.PROPORTION:
        smalls += [found.hits[at], found.sums.denominator[at] - found.hits[at]]
    return tuple(float(each) for each in smalls)


def rounded(number: float) -> float | None:
    """The number to as many digits as hold in any order of rows; None for what is no number."""
    if not math.isfinite(number):
        return None
    return float(f"{float(number):.{DIGITS}g}") + 0.0  # no negative zero
