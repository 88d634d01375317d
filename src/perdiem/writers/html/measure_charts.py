"""Pictures of measures: month by month with intervals, and providers in a funnel. SVG texts, to stand in a page.

A picture's colours are the page's own variables, so that it is dark where the page is. Nothing is told by colour alone:
unusual providers are triangles with their names, what was withheld is a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from perdiem.model.measures import (
    Change,
    Dimension,
    MeasureDefinition,
    MeasureValue,
    ProviderComparison,
    Scorecard,
    Unusual,
)
from perdiem.writers.measures.figures import (
    PERCENT,
    in_unit,
    is_unusual,
    place_words,
)
from perdiem.writers.wording import counted

if TYPE_CHECKING:
    import altair as alt

WIDTH, HEIGHT = 400, 190  # of the drawing without its axes; the page scales it
_INK, _MUTED, _RULE, _SERIES, _ALARM = "#010101", "#020202", "#030303", "#040404", "#050505"
_VARIABLES = {_INK: "--ink", _MUTED: "--muted", _RULE: "--rule", _SERIES: "--series", _ALARM: "--alarm"}
_TEXT = 13  # points: on a phone a drawing shrinks to about three quarters
_LONGEST_NAME = 18  # characters of a provider's name in the funnel
_HIGH = (Unusual.HIGH, Unusual.VERY_HIGH)
_SHAPES = ["circle", "triangle-up", "triangle-down"]
_NEEDLESS = re.compile(
    r' (?:font-family|class|role|aria-[a-z]+|pointer-events)="[^"]*"'
)  # the page has words and fonts


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: its SVG, and what it shows in words."""

    svg: str
    words: str


def trend_picture(
    definition: MeasureDefinition, months: Sequence[MeasureValue], overall: MeasureValue, change: Change | None
) -> Picture | None:
    """A measure month by month with its intervals; with a change, what it was before and after. None for one month."""
    import altair as alt

    given = [each for each in months if each.value is not None]
    if len(given) < 2:
        return None
    points = [
        {"month": f"{each.of(Dimension.MONTH)}-01", "value": each.value, "low": each.lower, "high": each.upper}
        for each in months
    ]
    lines = _levels(change, overall, points)
    low, high = _range(definition, given, [line["value"] for line in lines])
    for point in points:
        for bound in ("low", "high"):
            point[bound] = None if point[bound] is None else min(max(float(str(point[bound])), low), high)
    x = alt.X("month:T", title=None, axis=_month_axis(len(points)), scale=alt.Scale(padding=10))
    scale = alt.Scale(domain=[low, high], zero=False, nice=False)
    y = alt.Y("value:Q", title=None, scale=scale, axis=_value_axis(definition))
    base = alt.Chart(_data(points)).encode(x=x)
    layers: list[Any] = [
        base.mark_rule(color=_SERIES, opacity=0.45, strokeWidth=4, strokeCap="round").encode(
            y=alt.Y("low:Q", scale=scale), y2="high:Q"
        ),
        base.mark_line(color=_SERIES, strokeWidth=2).encode(y=y),
        base.mark_point(color=_SERIES, filled=True, size=46, opacity=1).encode(y=y),
        alt.Chart(_data(lines))
        .mark_rule(color=_INK, strokeDash=[5, 4], strokeWidth=1.5)
        .encode(x=alt.X("from:T"), x2="to:T", y=alt.Y("value:Q", scale=scale)),
    ]
    if change is not None:
        layers.append(
            alt.Chart(_data([{"on": change.on.isoformat()}])).mark_rule(color=_MUTED, strokeWidth=1.5).encode(x="on:T")
        )
    first, last = given[0], given[-1]
    words = (
        f"{definition.title} month by month, {len(given)} months: {_said(first, definition)} in"
        f" {first.of(Dimension.MONTH)}, {_said(last, definition)} in {last.of(Dimension.MONTH)}."
    )
    if change is not None and change.before is not None and change.after is not None:
        words += (
            f" Before {change.on}: {in_unit(change.before, definition)}; from then on: "
            f"{in_unit(change.after, definition)}."
        )
    if withheld := len(months) - len(given):
        words += f" {counted(withheld, 'month')} without a value."
    return Picture(_svg(alt.layer(*layers), words), words)


def funnel_picture(
    definition: MeasureDefinition, comparisons: Sequence[ProviderComparison], scorecard: Scorecard
) -> Picture | None:
    """Each provider by its size and value, within the limits of chance. None where fewer than two are comparable."""
    import altair as alt

    shown = [each for each in comparisons if each.value is not None and each.denominator and each.limits]
    if len(shown) < 2:
        return None
    shown.sort(key=lambda each: each.denominator or 0)
    points = [
        {
            "size": each.denominator,
            "value": each.value,
            "shape": _shape(each.unusual),
            "name": _short(place_words(Dimension.SITE, each.site, scorecard)) if is_unusual(each.unusual) else "",
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
    values = [float(str(point["value"])) for point in points] + [float(str(curve["limit"])) for curve in curves]
    low, high = _padded(definition, min(values), max(values))
    scale = alt.Scale(domain=[low, high], zero=False, nice=False)
    sizes = [float(str(point["size"])) for point in points]
    x = alt.X(
        "size:Q", title=_shortened(definition.denominator), scale=alt.Scale(domain=_wider(sizes), nice=False),
        axis=alt.Axis(tickCount=4, format="~s", grid=False),
    )  # fmt: skip
    y = alt.Y("value:Q", title=None, scale=scale, axis=_value_axis(definition))
    shapes = alt.Shape("shape:N", legend=None, scale=alt.Scale(domain=["usual", "high", "low"], range=_SHAPES))
    colours = alt.Color(
        "shape:N", legend=None, scale=alt.Scale(domain=["usual", "high", "low"], range=[_SERIES, _ALARM, _ALARM])
    )
    limits = alt.Chart(_data(curves)).encode(x=x, y=alt.Y("limit:Q", scale=scale), detail="curve:N")
    dots = alt.Chart(_data(points)).encode(x=x, y=y)
    average = next((each.average for each in shown if each.average is not None), None)
    layers: list[Any] = [
        limits.transform_filter("datum.curve == 'low 95' || datum.curve == 'high 95'").mark_line(
            color=_MUTED, strokeWidth=1.25, strokeDash=[4, 3]
        ),
        limits.transform_filter("datum.curve == 'low 99.8' || datum.curve == 'high 99.8'").mark_line(
            color=_MUTED, strokeWidth=1.25
        ),
    ]
    if average is not None:
        layers.append(
            alt.Chart(_data([{"value": average}]))
            .mark_rule(color=_INK, strokeWidth=1.25)
            .encode(y=alt.Y("value:Q", scale=scale))
        )
    layers.append(dots.mark_point(filled=True, size=75, opacity=1).encode(shape=shapes, color=colours))
    layers += _names(dots, points, sizes)
    out = [each for each in shown if is_unusual(each.unusual)]
    words = f"{definition.title}: {len(shown)} sites by size, with the limits within which chance alone puts them. "
    words += "; ".join(
        f"{place_words(Dimension.SITE, each.site, scorecard)} is {each.unusual.value} with "
        f"{in_unit(each.value or 0, definition)}"
        for each in out
    ) or "None lies outside"  # fmt: skip
    return Picture(_svg(alt.layer(*layers), words + "."), words + ".")


def _names(dots: alt.Chart, points: Sequence[dict[str, Any]], sizes: Sequence[float]) -> list[Any]:
    """The names of unusual sites: to the left of their marks where these stand in the right half."""
    middle = (min(sizes) + max(sizes)) / 2
    if not any(point["name"] for point in points):
        return []
    look: dict[str, Any] = {"fontSize": _TEXT - 1, "color": _INK, "baseline": "middle"}
    return [
        dots.transform_filter(f"datum.size <= {middle}").mark_text(align="left", dx=9, **look).encode(text="name:N"),
        dots.transform_filter(f"datum.size > {middle}").mark_text(align="right", dx=-9, **look).encode(text="name:N"),
    ]


def _levels(change: Change | None, overall: MeasureValue, points: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The dashed lines: before and after a change, or else the value of all months."""
    first, last = str(points[0]["month"]), str(points[-1]["month"])
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


def _month_axis(months: int) -> alt.Axis:
    import altair as alt

    step = max(1, -(-months // 6))
    return alt.Axis(
        format="%b %y", tickCount={"interval": "month", "step": step}, labelOverlap=True, grid=False, labelFlush=False
    )


def _value_axis(definition: MeasureDefinition) -> alt.Axis:
    import altair as alt

    if definition.unit in PERCENT:
        return alt.Axis(tickCount=4, labelExpr="format(datum.value, '~r') + '%'")
    return alt.Axis(tickCount=4)


def _shape(unusual: Unusual) -> str:
    return "usual" if not is_unusual(unusual) else "high" if unusual in _HIGH else "low"


def _said(value: MeasureValue, definition: MeasureDefinition) -> str:
    return in_unit(value.value, definition) if value.value is not None else "no value"


def _short(name: str) -> str:
    plain = re.sub(r" \(\d+\)$", "", name)
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[: _LONGEST_NAME - 1]}…"


def _shortened(sentence: str) -> str:
    """A denominator's sentence as an axis title."""
    plain = sentence.rstrip(".")
    return plain if len(plain) <= 56 else f"{plain[:55].rsplit(' ', 1)[0]} …"


def _data(rows: Sequence[dict[str, Any]]) -> alt.InlineData:
    import altair as alt

    return alt.InlineData(values=list(rows))


def _svg(chart: Any, words: str) -> str:
    """The picture as SVG that stands in the page: its words for who cannot see it, the page's colours in it."""
    import vl_convert

    axis = {
        "labelColor": _MUTED, "titleColor": _MUTED, "tickColor": _RULE, "domainColor": _RULE, "gridColor": _RULE,
        "labelFontSize": _TEXT, "titleFontSize": _TEXT, "titleFontWeight": "normal", "gridOpacity": 0.7,
    }  # fmt: skip
    shown = chart.properties(width=WIDTH, height=HEIGHT).configure(background="transparent", aria=False)
    spec = shown.configure_view(stroke=None).configure_axis(**axis).to_dict()
    drawn: str = vl_convert.vegalite_to_svg(spec)
    inside = drawn[drawn.index(">") + 1 :]
    box = re.search(r'viewBox="([^"]+)"', drawn)
    assert box is not None
    inside = _NEEDLESS.sub("", inside)
    for colour, variable in _VARIABLES.items():
        inside = inside.replace(f'"{colour}"', f'"var({variable})"')
    return f'<svg class="chart" viewBox="{box[1]}" role="img"><title>{escape(words)}</title>{inside}'
