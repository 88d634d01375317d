"""The pictures of measures: valid Vega-Lite, legible axes, words that say what is drawn."""

from __future__ import annotations

import re
from dataclasses import replace

import altair as alt
import pytest

from perdiem.model.measures import Dimension, MeasureValue
from perdiem.writers.html.measure_charts import (
    LEAST_MONTHS,
    funnel_picture,
    funnel_spec,
    trend_picture,
    trend_spec,
)
from tests.scorecards import MONTHS, OCCLUSIONS, RESOLVED, sample_scorecard, value

SAMPLE = sample_scorecard()
FALLING = SAMPLE.of(OCCLUSIONS.name, Dimension.MONTH)


def months(*rates: float, spread: float = 1.0) -> list[MeasureValue]:
    return [value(RESOLVED, rate, 100, spread, ((Dimension.MONTH, MONTHS[place]),)) for place, rate in enumerate(rates)]


def test_the_descriptions_hold_against_the_schema_of_vega_lite() -> None:
    alt.LayerChart.from_dict(trend_spec(OCCLUSIONS, FALLING, SAMPLE.overall(OCCLUSIONS.name), SAMPLE.changes[0]))
    alt.LayerChart.from_dict(funnel_spec(OCCLUSIONS, SAMPLE.comparisons, SAMPLE))


def test_a_wide_interval_does_not_flatten_the_values() -> None:
    spec = trend_spec(RESOLVED, months(90, 92, 94, spread=60.0), value(RESOLVED, 92, 100, 1.0), None)
    low, high = spec["layer"][1]["encoding"]["y"]["scale"]["domain"]
    assert 85 < low < 90
    assert 94 < high <= 102
    bars = spec["layer"][0]["data"]["values"]
    assert all(low <= bar["low"] <= bar["high"] <= high for bar in bars)


def test_an_axis_of_small_values_begins_at_zero() -> None:
    spec = trend_spec(RESOLVED, months(1, 2, 3), value(RESOLVED, 2, 100, 1.0), None)
    assert spec["layer"][1]["encoding"]["y"]["scale"]["domain"][0] == 0


def test_a_month_that_is_withheld_is_a_gap() -> None:
    spec = trend_spec(OCCLUSIONS, FALLING, SAMPLE.overall(OCCLUSIONS.name), None)
    assert [point["value"] for point in spec["layer"][1]["data"]["values"]].count(None) == 1
    picture = trend_picture(OCCLUSIONS, FALLING, SAMPLE.overall(OCCLUSIONS.name), None)
    assert picture is not None
    assert picture.words.endswith("1 month without a value.")


def test_too_few_months_or_sites_make_no_picture() -> None:
    assert trend_picture(RESOLVED, months(*range(1, LEAST_MONTHS)), value(RESOLVED, 1, 100, 1.0), None) is None
    assert funnel_picture(OCCLUSIONS, SAMPLE.comparisons[:1], SAMPLE) is None


def test_sites_of_one_name_are_told_by_their_number() -> None:
    same = replace(SAMPLE, labels={(Dimension.SITE, each.site): "Harbor" for each in SAMPLE.comparisons})
    named = [
        point["name"]
        for layer in funnel_spec(OCCLUSIONS, SAMPLE.comparisons, same)["layer"]
        for point in layer["data"]["values"]
        if point.get("name")
    ]
    assert "1679576722" in named
    assert "Harbor" not in named


@pytest.mark.parametrize("colour", ["#010101", "#020202", "#030303", "#040404", "#050505"])
def test_every_colour_is_one_of_the_pages(colour: str) -> None:
    picture = funnel_picture(OCCLUSIONS, SAMPLE.comparisons, SAMPLE)
    assert picture is not None
    assert colour not in picture.svg
    assert re.search(r'fill="var\(--alarm\)"', picture.svg)
    assert " style=" not in picture.svg  # the page's policy forbids it
