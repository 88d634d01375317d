"""Values, intervals, counts and strata of measures in the words that every face shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from perdiem.model.measures import (
    Change,
    ChangeMethod,
    Dimension,
    Direction,
    Kind,
    MeasureDefinition,
    MeasureValue,
    Scorecard,
    Standing,
    Stratum,
    Trend,
    Unusual,
)
from perdiem.model.wording import joined, value_words

PERCENT = ("%", "percent")
_DIMENSIONS = {
    Dimension.LINE_OF_BUSINESS: "line of business",
    Dimension.AGE_BAND: "age",
}
_WHOLE = (Kind.COUNT, Kind.ESTIMATE)
_WHOLE_REASONS = ("withheld", "not enough data", "not pooled")
_BIG, _SMALL = 100, 0.05  # between them two decimals tell a value from its neighbours


def number(amount: float) -> str:
    """A number with about three digits that say something: `0.083`, `1.25`, `64.2`, `1,250`."""
    if amount == int(amount) and abs(amount) < 1e15:
        return f"{int(amount):,}"
    size = abs(amount)
    decimals = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{amount:,.{decimals}f}"


def in_unit(amount: float, definition: MeasureDefinition, *, with_unit: bool = True) -> str:
    """A value of the measure: `82.1%`, `1.25 per 1,000 catheter days`; without its unit where the reader has it."""
    if definition.unit in PERCENT:
        return f"{amount:.1f}%"
    plain = number(amount) if definition.kind in _WHOLE else _with_decimals(amount)
    return f"{plain} {definition.unit}" if with_unit and definition.unit else plain


def _with_decimals(amount: float) -> str:
    size = abs(amount)
    decimals = 1 if size >= _BIG else 3 if 0 < size < _SMALL else 2
    return f"{amount:,.{decimals}f}"


def value_of(value: MeasureValue, definition: MeasureDefinition) -> str:
    """A value in its unit, or why there is none: `withheld`, `not enough data: needs administration`."""
    if value.value is not None:
        return in_unit(value.value, definition)
    return absence(value)


def absence(value: MeasureValue) -> str:
    """Why there is no number."""
    if value.standing is Standing.SUPPRESSED:
        return "withheld"
    if value.standing is Standing.NOT_ENOUGH_DATA:
        return f"not enough data: needs {tables_words(value.missing)}" if value.missing else "not enough data"
    return "nothing to measure" if value.standing is Standing.NOTHING_TO_MEASURE else "no value"


def absence_in_full(value: MeasureValue) -> str:
    """Why there is no number, with the reason; a reason that says it all stands alone."""
    short = absence(value)
    if not value.reason:
        return short
    return value.reason if value.reason.startswith(_WHOLE_REASONS) else f"{short}: {value.reason}"


def tables_words(tables: Sequence[str]) -> str:
    """Names of tables in words: `catheter and encounter`; one of several with `or`."""
    return joined([each.replace("|", " or ") for each in tables])


def strata_sets(definition: MeasureDefinition, scorecard: Scorecard) -> tuple[tuple[Dimension, ...], ...]:
    """By what a measure is broken down: its own category, each dimension asked, and all of those together."""
    sets: list[tuple[Dimension, ...]] = [(Dimension.CATEGORY,)] if definition.category else []
    sets += [(each,) for each in scorecard.by]
    if len(scorecard.by) > 1:
        sets.append(scorecard.by)
    return tuple(each for each in sets if scorecard.of(definition.name, *each))


def bounds(lower: float | None, upper: float | None, definition: MeasureDefinition) -> str:
    """An interval without its unit: `0.80 to 1.86`; empty where there is none."""
    if lower is None and upper is None:
        return ""
    if lower is None or upper is None:
        known, word = (upper, "up to") if lower is None else (lower, "from")
        assert known is not None
        return f"{word} {in_unit(known, definition, with_unit=False)}"
    low, high = (in_unit(each, definition, with_unit=False) for each in (lower, upper))
    return f"{low} to {high}"


def interval_of(value: MeasureValue, definition: MeasureDefinition) -> str:
    """A value's interval without its unit; why it has none; empty where there is no value."""
    if value.value is None:
        return ""
    return bounds(value.lower, value.upper, definition) or value.reason


def fraction(value: MeasureValue, definition: MeasureDefinition) -> str:
    """Numerator and denominator: `24 / 19,200`; of a median how many it is of; empty where neither may be shown."""
    if value.numerator is None and value.denominator is None:
        return ""
    if definition.kind is Kind.MEDIAN and value.denominator is not None:
        return f"of {number(value.denominator)}"
    over, under = (number(each) if each is not None else "-" for each in (value.numerator, value.denominator))
    return f"{over} / {under}"


def stratum_words(stratum: Stratum, scorecard: Scorecard) -> str:
    """What a value is of: `site North Infusion (1234567893), month 2026-03`; `all` without any."""
    if not stratum:
        return "all"
    named = [(place_words(each, place, scorecard), each) for each, place in stratum]
    return ", ".join(
        place if each is Dimension.CATEGORY else f"{dimension_words(each)} {place}" for place, each in named
    )


def dimension_words(dimension: Dimension, definition: MeasureDefinition | None = None) -> str:
    """A dimension's name for people; a measure's own category by the name that the measure gives it."""
    if dimension is Dimension.CATEGORY and definition is not None and definition.category:
        return definition.category
    return _DIMENSIONS.get(dimension, dimension.value.replace("_", " "))


def place_words(dimension: Dimension, place: str, scorecard: Scorecard) -> str:
    """A stratum's name, with the number or code behind it where the scorecard knows a name."""
    known = scorecard.labels.get((dimension, place))
    if known and known != place:
        return f"{known} ({place})"
    return value_words(place) if dimension is Dimension.LINE_OF_BUSINESS else place


def period_words(since: date | None, until: date | None) -> str:
    """A period, open at an end where nothing bounds it."""
    if since and until:
        return f"{since} to {until}"
    return f"from {since}" if since else f"until {until}" if until else "every day in the book"


def is_better(definition: MeasureDefinition, moved: float) -> bool | None:
    """Whether a movement is to the good; None where neither way is, or where nothing moved."""
    if definition.direction is Direction.NEITHER or not moved:
        return None
    return (moved > 0) is (definition.direction is Direction.HIGHER)


def change_verdict(change: Change, definition: MeasureDefinition) -> str:
    """What an estimated change says: `better`, `worse`, `up`, `down`, `no clear change`, or `not estimated`."""
    if change.estimate is None or change.lower is None or change.upper is None:
        return "not estimated"
    return moved_verdict(change.estimate, change.lower, change.upper, definition)


def moved_verdict(estimate: float, lower: float, upper: float, definition: MeasureDefinition) -> str:
    """What a movement and its bounds say; bounds on both sides of nothing say that nothing is clear."""
    if lower <= 0 <= upper:
        return "no clear change"
    better = is_better(definition, estimate)
    if better is None:
        return "up" if estimate > 0 else "down"
    return "better" if better else "worse"


def signed_in_unit(amount: float, definition: MeasureDefinition) -> str:
    """A movement with its sign, without its unit; of percents in points: `+3.2 points`."""
    sign = "+" if amount > 0 else "-" if amount < 0 else ""
    if definition.unit in PERCENT:
        return f"{sign}{abs(amount):.{1 if abs(amount) >= 1 or not amount else 2}f} points"
    return f"{sign}{in_unit(abs(amount), definition, with_unit=False)}"


def change_words(change: Change, definition: MeasureDefinition) -> str:
    """A change in a sentence, with its bounds and how it was estimated."""
    if change.estimate is None:
        return f"The change on {change.on} is not estimated: {change.reason or 'there is too little data'}."
    moved = signed_in_unit(change.estimate, definition)
    between = ""
    if change.lower is not None and change.upper is not None:
        low, high = (signed_in_unit(each, definition) for each in (change.lower, change.upper))
        between = f" ({low.removesuffix(' points')} to {high.removesuffix(' points')})"
    chance = f", p = {change.p_value:.3f}" if change.p_value is not None and change.p_value >= 0.001 else ""
    chance = ", p < 0.001" if change.p_value is not None and change.p_value < 0.001 else chance
    how = change.method.value
    if change.method is ChangeMethod.DIFFERENCE_IN_DIFFERENCES and change.comparison:
        how += f" with {change.comparison}"
    verdict = change_verdict(change, definition)
    return f"{verdict.capitalize()} since {change.on}: {moved}{between}{chance}, {how}."


def trend_words(trend: Trend, definition: MeasureDefinition) -> str:
    """A trend in a sentence."""
    if trend.slope is None:
        return f"No trend: {trend.reason}."
    if trend.lower is None or trend.upper is None:
        return f"No trend over {trend.months} months."
    low, high = (signed_in_unit(each, definition).removesuffix(" points") for each in (trend.lower, trend.upper))
    verdict = trend_verdict(trend, definition)
    head = {"better": "Getting better", "worse": "Getting worse", "up": "Rising", "down": "Falling"}.get(verdict)
    moved = f"{signed_in_unit(trend.slope, definition)} a month ({low} to {high})"
    return (
        f"{head}: {moved}, over {trend.months} months." if head else f"No clear trend: {moved}, {trend.months} months."
    )


def trend_verdict(trend: Trend, definition: MeasureDefinition) -> str:
    """What a trend says, in the words of `moved_verdict`; empty where there is none."""
    if trend.slope is None or trend.lower is None or trend.upper is None:
        return ""
    return moved_verdict(trend.slope, trend.lower, trend.upper, definition)


def is_unusual(unusual: Unusual) -> bool:
    """Whether a provider lies outside of the funnel's limits."""
    return unusual not in {Unusual.USUAL, Unusual.NOT_JUDGED}
