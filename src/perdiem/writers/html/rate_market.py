"""The page of published rates: distributions as pictures, where a contract stands, what payors publish.

It is one file that needs no other, runs no script and can load nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from perdiem.model.rate_market import (
    LEFT_OUT_WORDS,
    SIGHT_WORDS,
    CodePoint,
    CodeSpread,
    Evidence,
    RateMarket,
    Sight,
    Spread,
    Standing,
)
from perdiem.writers.adjudication.figures import money
from perdiem.writers.html.page import _environment, _hash, _part
from perdiem.writers.wording import label, made_with

MOST_CODES, MOST_GROUPS, MOST_POINTS = 100, 150, 300  # on a page; the workbook has all
FEW_CODES = 5  # told in sentences at the top
WIDTH, HEIGHT = 200, 22  # of a picture, in its own units
BEYOND = Decimal("1.15")  # the axis ends so far beyond the highest thing drawn
_WHOLE = {"codes": MOST_CODES, "groups": MOST_GROUPS, "points": MOST_POINTS}


@dataclass(frozen=True, slots=True)
class Strip:
    """A distribution drawn on an axis from zero: whiskers, box, median and the contract's own rate, as places."""

    tenth: str
    quarter: str
    box: str
    median: str
    ninetieth: str
    own: str | None
    words: str


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A distribution with its picture, and the contract's standing in it."""

    spread: CodeSpread
    strip: Strip
    standing: Standing | None


def rate_market_html(
    market: RateMarket,
    *,
    title: str,
    points: Sequence[CodePoint] = (),
    evidence: Sequence[Evidence] = (),
    sources: Sequence[str] = (),
) -> str:
    """The market as one HTML text. `points` are single rates, `evidence` what those of one contract show."""
    environment = _environment()
    environment.filters |= {"money": money, "plain": _plain}
    style = _part("report.css") + _part("claims.css") + _part("rate_market.css")
    standings = {(each.code, each.modifiers): each for each in market.standings}
    rows = [_row(each, standings.get((each.code, each.modifiers))) for each in _most_published(market)]
    template = environment.get_template("rate_market.html.j2")
    return template.render(
        market=market,
        title=title,
        rows=rows,
        points=points,
        has_states=any(each.states for each in points),
        has_several=any(each.rates > 1 for each in points),
        answers=_answers(market),
        evidence=evidence,
        sights=list(_sights(evidence)),
        sight_words=SIGHT_WORDS,
        left_out_words=LEFT_OUT_WORDS,
        sources=sources,
        most=_WHOLE,
        width=WIDTH,
        height=HEIGHT,
        style=style,
        style_hash=_hash(style),
        made_with=made_with(),
    )


def _answers(market: RateMarket) -> list[CodeSpread]:
    """The plain rates of few codes, which are then what the page was asked for."""
    plain = [each for each in market.codes if not each.modifiers]
    return plain if len(plain) <= FEW_CODES else []


def _sights(evidence: Sequence[Evidence]) -> list[tuple[Sight, list[str]]]:
    found = [(sight, [label(each.number) for each in evidence if each.sight is sight]) for sight in Sight]
    return [(sight, labels) for sight, labels in found if labels]


def _most_published(market: RateMarket) -> list[CodeSpread]:
    """The distributions with most points, in the order of the codes; those of the contract first of all."""
    own = {(each.code, each.modifiers) for each in market.standings}
    ranked = sorted(market.codes, key=lambda each: ((each.code, each.modifiers) not in own, -each.spread.points))
    return sorted(ranked[:MOST_CODES], key=lambda each: (each.code, each.modifiers))


def _row(each: CodeSpread, standing: Standing | None) -> CodeRow:
    return CodeRow(each, _strip(each.spread, standing.rate if standing else None), standing)


def _strip(spread: Spread, own: Decimal | None) -> Strip:
    axis = max(spread.ninetieth, own or Decimal(0)) * BEYOND or Decimal(1)

    def place(amount: Decimal) -> Decimal:
        return amount / axis * WIDTH

    words = f"10% to 90%: {money(spread.tenth)} to {money(spread.ninetieth)}, median {money(spread.median)}"
    return Strip(
        tenth=f"{place(spread.tenth):.1f}",
        quarter=f"{place(spread.quarter):.1f}",
        box=f"{max(place(spread.three_quarters) - place(spread.quarter), Decimal(1)):.1f}",
        median=f"{place(spread.median):.1f}",
        ninetieth=f"{place(spread.ninetieth):.1f}",
        own=None if own is None else f"{place(own):.1f}",
        words=words if own is None else f"{words}, the contract {money(own)}",
    )


def _plain(number: Decimal) -> str:
    """A percentile as people write it: `50`, `37.5`."""
    return f"{number.normalize():f}"
