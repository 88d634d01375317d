"""The trend of a measure over its months: checked on series whose slope is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perdiem.model.measures import Dimension, MeasureValue, Scorecard, Trend
from perdiem.rules.measures.trend import trends_of
from tests.scorecards import INFECTIONS, OCCLUSIONS, START, sample_scorecard, value

MONTHS = [f"{2025 + month // 12}-{month % 12 + 1:02d}" for month in range(24)]


def scorecard(months: list[MeasureValue], *by: Dimension) -> Scorecard:
    overall = value(OCCLUSIONS, 96, 76_800, 0.25)
    return replace(sample_scorecard(), values=(overall, *months), by=by or (Dimension.MONTH,),
                   definitions={OCCLUSIONS.name: OCCLUSIONS})  # fmt: skip


def month(name: str, events: float, days: float = 10_000) -> MeasureValue:
    return value(OCCLUSIONS, events, days, 0.5, ((Dimension.MONTH, name),))


def trend(months: list[MeasureValue]) -> Trend:
    (found,) = trends_of(scorecard(months))
    return found


def test_a_straight_line_has_its_own_slope() -> None:
    # 20, 21, 22 … events in 10,000 days: 2.0, 2.1, 2.2 per 1,000, which rises by 0.1 a month
    found = trend([month(name, 20 + place) for place, name in enumerate(MONTHS)])
    assert found.slope == pytest.approx(0.1)
    assert found.lower == pytest.approx(0.1)
    assert found.months == 24


def test_noise_around_a_level_is_no_clear_trend() -> None:
    noise = [3, -2, 1, -4, 2, 0, -1, 4, -3, 2, -2, 1, 3, -1, -3, 2, 4, -4, 0, 1, -2, 3, -1, -3]
    found = trend([month(name, 40 + noise[place]) for place, name in enumerate(MONTHS)])
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower < 0 < found.upper


def test_a_month_weighs_as_much_as_its_denominator() -> None:
    # the last month has a hundredth of the days: its rate of 50 per 1,000 must hardly move the line
    level = [month(name, 20 + place % 2) for place, name in enumerate(MONTHS[:-1])]
    heavy = trend([*level, month(MONTHS[-1], 500)]).slope
    light = trend([*level, month(MONTHS[-1], 5, 100)]).slope
    assert heavy is not None
    assert light is not None
    assert light < heavy / 20


def test_months_that_are_withheld_are_not_looked_at() -> None:
    shown = [month(name, 20 + place) for place, name in enumerate(MONTHS)]
    hidden = [replace(each, value=None, numerator=None, denominator=None) if place == 5 else each
              for place, each in enumerate(shown)]  # fmt: skip
    assert trend(hidden).months == 23
    assert trend(hidden).slope == pytest.approx(0.1)


def test_five_months_are_too_few_and_it_says_so() -> None:
    found = trend([month(name, 20 + place) for place, name in enumerate(MONTHS[:5])])
    assert found.slope is None
    assert found.reason == "needs 6 months with a value; there are 5"


def test_without_months_or_for_a_median_there_is_no_trend() -> None:
    assert trends_of(scorecard([], Dimension.SITE)) == ()
    whole = sample_scorecard()
    assert START.name not in [each.measure for each in trends_of(whole)]
    assert INFECTIONS.name not in [each.measure for each in trends_of(whole)]
