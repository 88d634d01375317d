"""The pictures of an estimate, as SVG: waterfall by recommendation, tornado, fan over the years.

Drawn by Vega-Lite without a browser; the same picture stands on the page and in the brief.
"""

from __future__ import annotations

import base64
from typing import Any

from perdiem.model.estimate import Contribution, Estimate
from perdiem.writers.impact.figures import number, signed_dollars, units_of
from perdiem.writers.wording import label

SAVES, COSTS, TOTAL, MUTED = "#2f6b5e", "#98301f", "#33414a", "#8a949b"
BANDS = ("#cfe0db", "#9fc2b8")
MOST_SWINGS = 12
_FONT = "Lato, Helvetica, Arial, sans-serif"


def waterfall(estimate: Estimate, width: int = 640) -> str:
    """What each recommendation adds to the total, payments and outcomes apart."""
    rows = _steps(estimate)
    names = [row["name"] for row in rows]
    bars: dict[str, Any] = {
        "mark": {"type": "bar", "height": {"band": 0.7}},
        "encoding": {
            "x": {"field": "from", "type": "quantitative", "title": "US dollars over the horizon",
                  "axis": {"format": "~s", "tickCount": 7}},
            "x2": {"field": "to"},
            "color": {"field": "kind", "type": "nominal", "title": None, "legend": {"orient": "top"},
                      "scale": {"domain": ["saves", "costs", "net"], "range": [SAVES, COSTS, TOTAL]}},
        },
    }  # fmt: skip
    words = {
        "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 11},
        "encoding": {"x": {"field": "end", "type": "quantitative"}, "text": {"field": "label"}},
    }
    zero = {"mark": {"type": "rule", "color": MUTED}, "encoding": {"x": {"datum": 0}}}
    return _svg(
        {
            "width": width,
            "height": {"step": 24},
            "data": {"values": rows},
            "encoding": {"y": {"field": "name", "type": "nominal", "sort": names, "title": None,
                               "axis": {"labelLimit": 260}}},
            "layer": [zero, bars, words],
        }
    )  # fmt: skip


def _steps(estimate: Estimate) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    running = 0.0
    together = sum(year.payments for year in estimate.years) - sum(part.payments for part in estimate.contributions)
    steps = [
        (f"{label(part.number)} {what}", amount) for part in estimate.contributions for what, amount in _streams(part)
    ]
    if round(together):
        steps.append(("payments, not divided", together))
    for name, amount in steps:
        if not round(amount):
            continue
        rows.append(
            {"name": name, "from": running, "to": running + amount, "end": max(running, running + amount),
             "kind": "saves" if amount > 0 else "costs", "label": signed_dollars(amount)}
        )  # fmt: skip
        running += amount
    total = estimate.total.value
    rows.append({"name": "net", "from": 0, "to": total, "end": max(0, total), "kind": "net",
                 "label": signed_dollars(total)})  # fmt: skip
    return rows


def _streams(part: Contribution) -> tuple[tuple[str, float], ...]:
    return ("payments", part.payments), ("outcomes", part.outcomes), ("programme", part.programme)


def tornado(estimate: Estimate, width: int = 560) -> str:
    """The total when one figure alone moves to the ends of its interval; empty where nothing is in doubt."""
    if not estimate.tornado:
        return ""
    units = units_of(estimate)
    rows = []
    for swing in estimate.tornado[:MOST_SWINGS]:
        unit = units[swing.parameter]
        name = f"{swing.parameter} ({number(swing.low, unit)} to {number(swing.high, unit)})"
        rows += [
            {"name": name, "total": swing.total_at_low, "from": estimate.total.value, "end": "at its low end"},
            {"name": name, "total": swing.total_at_high, "from": estimate.total.value, "end": "at its high end"},
        ]
    names = list(dict.fromkeys(row["name"] for row in rows))
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.7}},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": names, "title": None, "axis": {"labelLimit": 420}},
            "x": {"field": "from", "type": "quantitative", "title": "net over the horizon, US dollars",
                  "axis": {"format": "~s", "tickCount": 8}, "scale": {"zero": False}},
            "x2": {"field": "total"},
            "color": {"field": "end", "type": "nominal", "title": None, "legend": {"orient": "top"},
                      "scale": {"domain": ["at its low end", "at its high end"], "range": [MUTED, SAVES]}},
        },
    }  # fmt: skip
    middle = {"mark": {"type": "rule", "color": TOTAL}, "encoding": {"x": {"datum": estimate.total.value}}}
    return _svg({"width": width, "height": {"step": 22}, "data": {"values": rows}, "layer": [bars, middle]})


def fan(estimate: Estimate, width: int = 560) -> str:
    """The running total year by year: the middle half and the middle nine tenths of the draws."""
    rows: list[dict[str, Any]] = [{"year": 0, "p05": 0, "p25": 0, "p50": 0, "p75": 0, "p95": 0}]
    for year in estimate.years:
        rows.append({"year": year.year, **dict(zip(("p05", "p25", "p50", "p75", "p95"), year.fan, strict=True))})
    across = {"field": "year", "type": "quantitative", "title": "year",
              "axis": {"values": list(range(len(rows))), "format": "d", "grid": False}}  # fmt: skip

    def band(low: str, high: str, color: str) -> dict[str, Any]:
        return {
            "mark": {"type": "area", "color": color},
            "encoding": {
                "x": across,
                "y": {
                    "field": low,
                    "type": "quantitative",
                    "title": "net so far, US dollars",
                    "axis": {"format": "~s"},
                },
                "y2": {"field": high},
            },
        }

    line = {
        "mark": {"type": "line", "color": TOTAL, "point": {"color": TOTAL}},
        "encoding": {"x": across, "y": {"field": "p50", "type": "quantitative"}},
    }
    zero = {"mark": {"type": "rule", "color": MUTED, "strokeDash": [4, 3]}, "encoding": {"y": {"datum": 0}}}
    layers = [band("p05", "p95", BANDS[0]), band("p25", "p75", BANDS[1]), zero, line]
    return _svg({"width": width, "height": 220, "data": {"values": rows}, "layer": layers})


def as_image(svg: str) -> str:
    """The picture as an address that a page can hold in itself."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _svg(spec: dict[str, Any]) -> str:
    import vl_convert

    text = {
        "labelFont": _FONT,
        "titleFont": _FONT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    config = {
        "background": "white", "view": {"stroke": None}, "axis": {**text, "gridColor": "#eceae4"},
        "legend": {**text, "columnPadding": 28},
        "text": {"font": _FONT}, "padding": {"left": 90, "right": 12, "top": 6, "bottom": 6},
    }  # fmt: skip
    drawn: str = vl_convert.vegalite_to_svg({**spec, "config": config})
    return drawn
