"""An estimate as one HTML page that needs no other file, runs no script and can load nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from perdiem.model.estimate import Estimate
from perdiem.writers.adjudication.figures import money, signed
from perdiem.writers.html.page import _environment, _hash, _part
from perdiem.writers.impact import charts, figures
from perdiem.writers.impact.text import headline
from perdiem.writers.wording import label, made_with

DENSITIES = ((11, 6, 86), (8, 4, 60), (5, 2, 36))
"""What the brief shows from roomy to dense: figures, items of a list, percent of the width for the waterfall."""


def estimate_html(estimate: Estimate) -> str:
    """The estimate as one HTML text; the same estimate gives the same text."""
    style = _part("report.css") + _part("claims.css") + _part("estimate.css")
    return _filled("estimate.html.j2", estimate, style=style, style_hash=_hash(style))


def brief_html(estimate: Estimate, density: int = 0) -> str:
    """The two pages of a negotiation, as HTML for printing; a higher density leaves more to the page."""
    most_figures, most_items, width = DENSITIES[density]
    swings = [swing.parameter for swing in estimate.tornado]
    ranked = sorted((each for each in estimate.assumptions if each.name in swings), key=lambda e: swings.index(e.name))
    silent = [lever for lever in estimate.levers if lever.state != "counted"]
    return _filled("brief.html.j2", estimate, key_figures=ranked[:most_figures], silent=silent,
                   most_silent=most_items, picture_width=width)  # fmt: skip


def _filled(name: str, estimate: Estimate, **more: Any) -> str:
    environment = _environment()
    environment.filters |= {
        "money": money,
        "signed": signed,
        "dollars": figures.dollars,
        "signed_dollars": figures.signed_dollars,
        "cents": figures.cents,
        "interval": figures.interval,
        "figure": figures.number,
        "span": figures.span,
    }
    drawn = charts.tornado(estimate)
    payments = sum(year.payments for year in estimate.years)
    together = payments - sum(part.payments for part in estimate.contributions)
    return environment.get_template(name).render(
        e=estimate,
        adopted=", ".join(label(number) for number in estimate.adopted),
        headline=headline(estimate),
        waterfall=charts.as_image(charts.waterfall(estimate)),
        tornado=charts.as_image(drawn) if drawn else "",
        fan=charts.as_image(charts.fan(estimate)),
        units={each.name: each.unit for each in estimate.assumptions},
        payments=payments,
        outcomes=sum(year.outcomes.value for year in estimate.years),
        undivided=together if round(together) else 0,
        made_with=made_with(),
        **more,
    )
