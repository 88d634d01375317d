"""An estimate as one HTML page that needs no other file, runs no script and can load nothing from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from perdiem.model.estimate import Estimate
from perdiem.writers.adjudication.figures import money, signed
from perdiem.writers.html.page import _environment, _hash, _part
from perdiem.writers.impact import charts, figures
from perdiem.writers.impact.text import adopted_words, all_notes, headline, programme_words, projected_words
from perdiem.writers.wording import made_with


@dataclass(frozen=True, slots=True)
class Density:
    """How much of the brief fits: figures, items of a list, the waterfall's size and page, the size of letters."""

    figures: int
    items: int
    picture_width: int  # percent of the page's
    picture_height: float  # cm
    picture_first: bool  # on the first page
    points: float


DENSITIES = (
    Density(11, 6, 86, 8.5, True, 9.0),
    Density(8, 4, 60, 6.0, True, 9.0),
    Density(6, 3, 70, 10.0, False, 9.0),
    Density(4, 2, 60, 8.0, False, 7.5),
)


def estimate_html(estimate: Estimate) -> str:
    """The estimate as one HTML text; the same estimate gives the same text."""
    style = _part("report.css") + _part("claims.css") + _part("estimate.css")
    return _filled("estimate.html.j2", estimate, style=style, style_hash=_hash(style))


def brief_html(estimate: Estimate, density: int = 0) -> str:
    """The two pages of a negotiation, as HTML for printing; a higher density leaves more to the page."""
    fits = DENSITIES[density]
    swings = [swing.parameter for swing in estimate.tornado]
    ranked = sorted((each for each in estimate.assumptions if each.name in swings), key=lambda e: swings.index(e.name))
    silent = [lever for lever in estimate.levers if lever.state != "counted"]
    return _filled(
        "brief.html.j2",
        estimate,
        key_figures=ranked[: fits.figures],
        silent=silent,
        most_silent=fits.items,
        picture_width=fits.picture_width,
        picture_height=fits.picture_height,
        picture_first=fits.picture_first,
        points=fits.points,
    )


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
        adopted=adopted_words(estimate),
        headline=headline(estimate),
        projected=projected_words(estimate),
        programme_said=programme_words(estimate),
        notes=all_notes(estimate),
        waterfall=charts.as_image(charts.waterfall(estimate)),
        tornado=charts.as_image(drawn) if drawn else "",
        fan=charts.as_image(charts.fan(estimate)),
        units=figures.units_of(estimate),
        payments=payments,
        programme=sum(year.programme for year in estimate.years),
        outcomes=sum(year.outcomes.value for year in estimate.years),
        undivided=together if round(together) else 0,
        made_with=made_with(),
        **more,
    )
