"""Pictures of measures: month by month with intervals, and providers in a funnel. SVG texts, to stand in a page.

They are described in Vega-Lite and drawn by vl-convert. A picture's colours are the page's own variables, so that it is
dark where the page is. Nothing is told by colour alone: unusual providers are triangles with their names, what was
withheld is a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from perdiem.model.measures import (
    Change,
    Dimension,
    MeasureDefinition,
    MeasureValue,
    ProviderComparison,
    Scorecard,
    Unusual,
)
from perdiem.writers.measures.figures import PERCENT, in_unit, is_unusual, place_words
from perdiem.writers.wording import counted

Spec = dict[str, Any]

LEAST_MONTHS = 3  # with a value: fewer make no picture
WIDTH, HEIGHT = 400, 190  # of the drawing without its axes; the page scales it
_INK, _MUTED, _RULE, _SERIES, _ALARM = "#010101", "#020202", "#030303", "#040404", "#050505"
_VARIABLES = {_INK: "--ink", _MUTED: "--muted", _RULE: "--rule", _SERIES: "--series", _ALARM: "--alarm"}
_TEXT = 13  # points: on a phone a drawing shrinks to about three quarters
_LONGEST_NAME = 18  # characters of a provider's name in the funnel
_HIGH = (Unusual.HIGH, Unusual.VERY_HIGH)
_SHAPES, _LOOKS = ["usual", "high", "low"], ["circle", "triangle-up", "triangle-down"]
_NEEDLESS = re.compile(
    r' (?:font-family|class|role|aria-[a-z]+|pointer-events)="[^"]*"'
)  # the page has words and fonts
_CONFIG: Spec = {
    "background": "transparent",
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "labelColor": _MUTED, "titleColor": _MUTED, "tickColor": _RULE, "domainColor": _RULE, "gridColor": _RULE,
        "labelFontSize": _TEXT, "titleFontSize": _TEXT, "titleFontWeight": "normal", "gridOpacity": 0.7,
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: its SVG, and what it shows in words."""

    svg: str
    words: str


def trend_picture(
    definition: MeasureDefinition, months: Sequence[MeasureValue], overall: MeasureValue, change: Change | None
) -> Picture | None:
    """A measure month by month with its intervals; with a change, what it was before and after."""
    given = [each for each in months if each.value is not None]
    if len(given) < LEAST_MONTHS:
        return None
    words = _trend_words(definition, months, given, change)
    return Picture(_svg(trend_spec(definition, months, overall, change), words), words)


def funnel_picture(
    definition: MeasureDefinition, comparisons: Sequence[ProviderComparison], scorecard: Scorecard
) -> Picture | None:
    """Each provider by its size and value, within the limits of chance. None where fewer than two are comparable."""
    shown = [each for each in comparisons if each.value is not None and each.denominator and each.limits]
    if len(shown) < 2:
        return None
    shown.sort(key=lambda each: each.denominator or 0)
    words = _funnel_words(definition, shown, scorecard)
    return Picture(_svg(funnel_spec(definition, shown, scorecard), words), words)


def trend_spec(
    definition: MeasureDefinition, months: Sequence[MeasureValue], overall: MeasureValue, change: Change | None
) -> Spec:
    """The picture of a trend in Vega-Lite."""
    given = [each for each in months if each.value is not None]
    points: list[Spec] = [
        {"month": f"{each.of(Dimension.MONTH)}-01", "value": each.value, "low": each.lower, "high": each.upper}
        for each in months
    ]
    lines = _levels(change, overall, points)
    low, high = _range(definition, given, [line["value"] for line in lines])
    for point in points:
        for bound in ("low", "high"):
            point[bound] = None if point[bound] is None else min(max(point[bound], low), high)
    step = max(1, -(-len(points) // 6))
    month_axis = {"format": "%b %y", "tickCount": {"interval": "month", "step": step}, "labelOverlap": True,
                  "grid": False, "labelFlush": False}  # fmt: skip
    x = _temporal("month", title=None, axis=month_axis, scale={"padding": 10})
    scale = {"domain": [low, high], "zero": False, "nice": False}
    y = _amount("value", title=None, scale=scale, axis=_value_axis(definition))
    bars = {"x": x, "y": _amount("low", scale=scale), "y2": {"field": "high"}}
    levels = {"x": _temporal("from"), "x2": {"field": "to"}, "y": _amount("value", scale=scale)}
    layers = [
        _layer(
            points, {"type": "rule", "color": _SERIES, "opacity": 0.45, "strokeWidth": 4, "strokeCap": "round"}, bars
        ),
        _layer(points, {"type": "line", "color": _SERIES, "strokeWidth": 2}, {"x": x, "y": y}),
        _layer(points, {"type": "point", "color": _SERIES, "filled": True, "size": 46, "opacity": 1}, {"x": x, "y": y}),
        _layer(lines, {"type": "rule", "color": _INK, "strokeDash": [5, 4], "strokeWidth": 1.5}, levels),
    ]
    if change is not None:
        mark = {"type": "rule", "color": _MUTED, "strokeWidth": 1.5}
        layers.append(_layer([{"on": change.on.isoformat()}], mark, {"x": _temporal("on")}))
    return _whole(layers)


def funnel_spec(definition: MeasureDefinition, shown: Sequence[ProviderComparison], scorecard: Scorecard) -> Spec:
    """The picture of a funnel in Vega-Lite; `shown` have a value and limits, and rise in size."""
    points = [
        {
            "size": each.denominator,
            "value": each.value,
            "shape": "usual" if not is_unusual(each.unusual) else "high" if each.unusual in _HIGH else "low",
            "name": _name(each.site, shown, scorecard) if is_unusual(each.unusual) else "",
        }
        for each in shown
    ]
    curves = [
        {"size": each.denominator, "limit": limit, "curve": curve}
        for each in shown
        if each.limits
        for curve, limit in (
            ("low 95", each.limits.lower_95), ("high 95", each.limits.upper_95),
            ("low 99.8", each.limits.lower_998), ("high 99.8", each.limits.upper_998),
        )
    ]  # fmt: skip
    values = [each.value or 0.0 for each in shown] + [float(str(each["limit"])) for each in curves]
    low, high = _padded(definition, min(values), max(values))
    scale = {"domain": [low, high], "zero": False, "nice": False}
    sizes = [each.denominator or 0.0 for each in shown]
    x = _amount(
        "size", title=_shortened(definition.denominator), scale={"domain": _wider(sizes), "nice": False},
        axis={"tickCount": 4, "format": "~s", "grid": False},
    )  # fmt: skip
    y = _amount("value", title=None, scale=scale, axis=_value_axis(definition))
    looks = {"x": x, "y": y, "shape": _named(_LOOKS), "color": _named([_SERIES, _ALARM, _ALARM])}
    limits = {"x": x, "y": _amount("limit", scale=scale), "detail": {"field": "curve", "type": "nominal"}}
    thin: Spec = {"type": "line", "color": _MUTED, "strokeWidth": 1.25}
    layers = [
        _layer(
            [each for each in curves if each["curve"] in {"low 95", "high 95"}], {**thin, "strokeDash": [4, 3]}, limits
        ),
        _layer([each for each in curves if each["curve"] in {"low 99.8", "high 99.8"}], thin, limits),
    ]
    average = next((each.average for each in shown if each.average is not None), None)
    if average is not None:
        mark = {"type": "rule", "color": _INK, "strokeWidth": 1.25}
        layers.append(_layer([{"value": average}], mark, {"y": _amount("value", scale=scale)}))
    layers.append(_layer(points, {"type": "point", "filled": True, "size": 75, "opacity": 1}, looks))
    middle = (min(sizes) + max(sizes)) / 2
    for align, away, here in (
        ("left", 9, [each for each in points if each["name"] and float(str(each["size"])) <= middle]),
        ("right", -9, [each for each in points if each["name"] and float(str(each["size"])) > middle]),
    ):
        if here:
            mark = {
                "type": "text",
                "align": align,
                "dx": away,
                "fontSize": _TEXT - 1,
                "color": _INK,
                "baseline": "middle",
            }
            layers.append(_layer(here, mark, {"x": x, "y": y, "text": {"field": "name", "type": "nominal"}}))
    return _whole(layers)


def _whole(layers: list[Spec]) -> Spec:
    return {"width": WIDTH, "height": HEIGHT, "layer": layers, "config": _CONFIG}


def _layer(rows: Sequence[Spec], mark: Spec, encoding: Spec) -> Spec:
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def _amount(field: str, **more: object) -> Spec:
    return {"field": field, "type": "quantitative", **more}


def _temporal(field: str, **more: object) -> Spec:
    return {"field": field, "type": "temporal", **more}


def _named(looks: list[str]) -> Spec:
    return {"field": "shape", "type": "nominal", "legend": None, "scale": {"domain": _SHAPES, "range": looks}}


def _value_axis(definition: MeasureDefinition) -> Spec:
    if definition.unit in PERCENT:
        return {"tickCount": 4, "labelExpr": "format(datum.value, '~r') + '%'"}
    return {"tickCount": 4}


def _levels(change: Change | None, overall: MeasureValue, points: Sequence[Spec]) -> list[Spec]:
    """The dashed lines: before and after a change, or else the value of all months."""
    first, last = points[0]["month"], points[-1]["month"]
    if change is not None and change.before is not None and change.after is not None:
        on = change.on.isoformat()
        return [
            {"from": first, "to": on, "value": change.before},
            {"from": on, "to": last, "value": change.after},
        ]
    return [{"from": first, "to": last, "value": overall.value}] if overall.value is not None else []


def _range(definition: MeasureDefinition, given: Sequence[MeasureValue], more: Iterable[float]) -> tuple[float, float]:
    """The span of the axis: of the values, and of their intervals as far as these leave the values legible."""
    values = [each.value for each in given if each.value is not None] + list(more)
    low, high = min(values), max(values)
    spread = (high - low) or abs(high) or 1.0
    lows = [each.lower for each in given if each.lower is not None]
    highs = [each.upper for each in given if each.upper is not None]
    return _padded(definition, max(min([low, *lows]), low - spread), min(max([high, *highs]), high + spread))


def _padded(definition: MeasureDefinition, low: float, high: float) -> tuple[float, float]:
    margin = ((high - low) or abs(high) or 1.0) * 0.08
    bottom = 0.0 if 0 <= low - margin < (high - low) else low - margin
    bottom = max(bottom, 0.0) if low >= 0 else bottom
    top = high + margin
    return bottom, min(top, 102.0) if definition.unit in PERCENT and high <= 100 else top


def _wider(sizes: Sequence[float]) -> list[float]:
    low, high = min(sizes), max(sizes)
    margin = ((high - low) or high or 1.0) * 0.08
    return [max(low - margin, 0.0), high + margin]


def _trend_words(
    definition: MeasureDefinition, months: Sequence[MeasureValue], given: Sequence[MeasureValue], change: Change | None
) -> str:
    first, last = (
        f"{in_unit(each.value or 0, definition)} in {each.of(Dimension.MONTH)}" for each in (given[0], given[-1])
    )
    words = f"{definition.title} month by month, {len(given)} months: {first}, {last}."
    if change is not None and change.before is not None and change.after is not None:
        words += (
            f" Before {change.on}: {in_unit(change.before, definition)}; from then on: "
            f"{in_unit(change.after, definition)}."
        )
    if withheld := len(months) - len(given):
        words += f" {counted(withheld, 'month')} without a value."
    return words


def _funnel_words(definition: MeasureDefinition, shown: Sequence[ProviderComparison], scorecard: Scorecard) -> str:
    outside = "; ".join(
        f"{place_words(Dimension.SITE, each.site, scorecard)} is {each.unusual.value} with "
        f"{in_unit(each.value or 0, definition)}"
        for each in shown
        if is_unusual(each.unusual)
    )
    words = f"{definition.title}: {len(shown)} sites by size, with the limits within which chance alone puts them. "
    return f"{words}{outside or 'None lies outside'}."


def _name(site: str, shown: Sequence[ProviderComparison], scorecard: Scorecard) -> str:
    """A site's name where no other of the picture has the same, else its NPI."""
    names = [scorecard.labels.get((Dimension.SITE, each.site)) for each in shown]
    own = scorecard.labels.get((Dimension.SITE, site))
    plain = own if own and names.count(own) == 1 else site
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[: _LONGEST_NAME - 1]}…"


def _shortened(sentence: str) -> str:
    """A denominator's sentence as an axis title."""
    plain = sentence.rstrip(".").partition(":")[0]
    return plain if len(plain) <= 56 else f"{plain[:55].rsplit(' ', 1)[0]} …"


def _svg(spec: Spec, words: str) -> str:
    """The picture as SVG that stands in the page: its words for who cannot see it, the page's colours in it."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(spec)
    inside = _NEEDLESS.sub("", drawn[drawn.index(">") + 1 :])
    box = re.search(r'viewBox="([^"]+)"', drawn)
    assert box is not None
    for colour, variable in _VARIABLES.items():
        inside = inside.replace(f'"{colour}"', f'"var({variable})"')
    return f'<svg class="chart" viewBox="{box[1]}" role="img"><title>{escape(words)}</title>{inside}'
