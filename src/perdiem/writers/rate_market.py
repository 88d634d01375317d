"""Published rates as an Excel workbook for an analyst: every distribution, payor, provider and reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from perdiem.model.rate_market import (
    LEFT_OUT_WORDS,
    SIGHT_WORDS,
    CodePoint,
    CodeSpread,
    Evidence,
    RateMarket,
    Spread,
)
from perdiem.writers.adjudication.figure_sheets import FigureBook, Head
from perdiem.writers.wording import label, made_with

MOST_POINTS = 200_000  # of the sheet of providers: half a minute to write; Excel holds a million
_SPREAD = [Head("Points", 9), *(Head(name, 11) for name in ("Least", "10%", "25%", "Median", "75%", "90%", "Most"))]


def rate_market_xlsx(
    market: RateMarket,
    path: Path,
    *,
    title: str,
    points: Iterable[CodePoint] = (),
    evidence: Sequence[Evidence] = (),
    sources: Sequence[str] = (),
) -> None:
    """Writes the workbook of the market. Raises UnwritableFile."""
    with FigureBook(path, title) as made:
        made.table(
            "Summary", [Head("What", 34), Head("Number", 16), Head("Says", 90)], _facts(market, sources), frozen=0
        )
        if evidence:
            heads = [Head("Recommendation", 16), Head("Title", 50), Head("In the rates", 16), Head("What is seen", 90)]
            rows = [(label(each.number), each.title, each.sight.value, each.sentence) for each in evidence]
            made.table("Recommendations", heads, rows)
        if market.standings:
            heads = [Head("Code"), Head("Modifiers", 10), Head("What it is", 50), Head("Contract", 12),
                     Head("Percentile", 11), *_SPREAD]  # fmt: skip
            made.table("Contract", heads, _standings(market), frozen=2)
        if market.not_placed:
            heads = [Head("Code", 30), Head("Why", 90)]
            why = "Nobody publishes a rate in dollars for it, or the contract pays a percent."
            made.table("Not placed", heads, [(each, why) for each in market.not_placed])
        _grouped(made, "By code", market.codes, "")
        _grouped(made, "By payor", market.by_payor, "Payor")
        _grouped(made, "By state", market.by_state, "State")
        _grouped(made, "By line of business", market.by_business, "Line of business")
        heads = [
            Head("Rates for", 46),
            Head("Recommendation", 16),
            Head("Payors", 9),
            Head("Rows", 12),
            Head("Which", 90),
        ]
        made.table(
            "Published", heads,
            [(each.words, label(each.recommendation) if each.recommendation else "", len(each.payors), each.rows,
              "; ".join(each.payors)) for each in market.published],
        )  # fmt: skip
        heads = [Head("Payor", 46), Head("Newest file", 13), Head("Providers"), Head("Codes"), Head("Rows read"),
                 Head("In the distributions", 20)]  # fmt: skip
        payors = [
            (each.payor, each.file_date, each.providers, each.codes, each.rows, each.used) for each in market.payors
        ]
        made.table("Payors", heads, payors)
        heads = [Head("Code"), Head("Modifiers", 10), Head("Payor", 40), Head("Provider", 16), Head("Name", 40),
                 Head("States", 12), Head("NPIs", 8), Head("Rate"), Head("Amounts", 9), Head("Least"),
                 Head("Most")]  # fmt: skip
        made.table("Providers", heads, _points(points), frozen=2)
        left = [(each.reason.value, LEFT_OUT_WORDS[each.reason], each.rows) for each in market.left_out]
        made.table("Left out", [Head("Reason", 24), Head("What it means", 90), Head("Rows", 14)], left)


def _facts(market: RateMarket, sources: Sequence[str]) -> Iterator[tuple[object, ...]]:
    yield "Rows read", market.rows, "every published row of the codes that were asked for"
    yield "Rows in the distributions", market.used, "the sheet Left out has the others, with the reason"
    yield "Payors", len(market.named_payors), ""
    yield "Codes", len({each.code for each in market.codes}), "with a rate in dollars"
    yield "Point", None, "One payor and one provider for a code with its modifiers: the median of their amounts."
    yield "Percentile", None, "How many percent of the points are lower; equal ones count half."
    if market.contract:
        yield "Contract", len(market.standings), f"rates of {market.contract} that are placed"
    if market.not_placed:
        yield "Not placed", len(market.not_placed), "codes of the contract, see that sheet"
    if market.contract:
        for sight, words in SIGHT_WORDS.items():
            yield sight.value, None, words
    yield "Providers shown", None, f"at most {MOST_POINTS:,}"
    for source in sources:
        yield "File", None, source
    yield "Made with", None, made_with()


def _grouped(made: FigureBook, name: str, rows: Sequence[CodeSpread], group: str) -> None:
    if not rows:
        return
    heads = [*([Head(group, 32)] if group else []), Head("Code"), Head("Modifiers", 10), Head("What it is", 50),
             Head("Payors", 9), Head("Providers", 11), *_SPREAD]  # fmt: skip
    made.table(
        name, heads,
        ((*([each.group] if group else []), each.code, each.modifiers, each.words, each.payors, each.providers,
          *_cells(each.spread)) for each in rows),
        frozen=3 if group else 2,
    )  # fmt: skip


def _cells(spread: Spread) -> tuple[object, ...]:
    return (spread.points, spread.least, spread.tenth, spread.quarter, spread.median, spread.three_quarters,
            spread.ninetieth, spread.most)  # fmt: skip


def _standings(market: RateMarket) -> Iterator[tuple[object, ...]]:
    for each in market.standings:
        yield each.code, each.modifiers, each.words, each.rate, each.percentile, *_cells(each.spread)


def _points(points: Iterable[CodePoint]) -> Iterator[tuple[object, ...]]:
    for count, each in enumerate(points):
        if count >= MOST_POINTS:
            return
        yield (each.code, each.modifiers, each.payor, each.provider, each.name, each.states, each.npis, each.rate,
               each.rates, each.least, each.most)  # fmt: skip
