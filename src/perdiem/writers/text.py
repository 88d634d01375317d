"""Reviews, portfolios and comparisons for the terminal, and as plain text.

Each has two functions: `print_…` writes on a rich console that the caller gives; `…_text` gives a string.
A finding is one line, `contract.yaml:16:14  R07 not met  Sentence.  [term]`, and stays one line when the
output goes to a pipe or a file; on a terminal, a line that is too long breaks after the status.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from perdiem.model.results import (
    Citation,
    Comparison,
    Finding,
    Portfolio,
    RecommendationResult,
    Review,
    Status,
    TermChange,
)
from perdiem.writers.adjudication.rows import row
from perdiem.writers.lines import STYLE, Lines, as_text
from perdiem.writers.measures.outcomes import outcome_changes, outcome_source, outcome_value
from perdiem.writers.sentences import as_sentence
from perdiem.writers.statuses import MEANING
from perdiem.writers.wording import (
    counted,
    label,
    lines_of_business,
    one_line,
    place_of,
    source_words,
    titles_of,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_INDENT = 4


def review_text(review: Review, *, width: int | None = None) -> str:
    """One review as plain text. With a width, long lines break; without one, a finding keeps to one line."""
    return as_text(lambda lines: _review(review, lines), width)


def portfolio_text(portfolio: Portfolio, *, width: int | None = None) -> str:
    """The matrix contract by recommendation as plain text, with legend and counts by row and column."""
    return as_text(lambda lines: _portfolio(portfolio, lines), width)


def comparison_text(comparison: Comparison, *, width: int | None = None) -> str:
    """What changed between two contracts, and how the review moved, as plain text."""
    return as_text(lambda lines: _comparison(comparison, lines), width)


def print_review(review: Review, console: Console) -> None:
    """Writes one review: its counts, each recommendation with its findings, then the reader's warnings."""
    _review(review, Lines.on(console))


def print_portfolio(portfolio: Portfolio, console: Console) -> None:
    """Writes the matrix contract by recommendation, counts of both, titles, and what the symbols mean."""
    _portfolio(portfolio, Lines.on(console))


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Writes how each verdict moved, then every term that changed with its value before and after."""
    _comparison(comparison, Lines.on(console))


def _review(review: Review, out: Lines) -> None:
    out.line(review.title, "bold")
    out.line(_join(review.payor, review.provider, lines_of_business(review)), "dim")
    out.line(_join(review.file, f"reviewed on {review.on.isoformat()}"), "dim")
    if review.about:
        out.line(review.about)
    out.line()
    out.line(" | ".join(f"{out.symbols[status]} {count} {status}" for status, count in review.counts.items()))
    sources = _numbered_sources(review)
    for result in review.results:
        out.line()
        _result(result, review, sources, out)
    if sources:
        out.line()
        out.line("Sources", "bold")
        for (title, url), number in sources.items():
            out.line(f"[{number}] {_join(title, url)}", "dim")
    if review.faults:
        out.line()
        out.line("Noted while reading the file", "bold")
        for fault in review.faults:
            out.line(str(fault))


def _numbered_sources(review: Review) -> dict[tuple[str, str], int]:
    """Each document that findings cite, with its number in the list at the end."""
    cited = [f.citation for result in review.results for f in result.findings if f.citation and f.citation.title]
    return {source: number for number, source in enumerate(dict.fromkeys(_source(c) for c in cited), 1)}


def _source(citation: Citation) -> tuple[str, str]:
    return source_words(citation), citation.url


def _result(result: RecommendationResult, review: Review, sources: Mapping[tuple[str, str], int], out: Lines) -> None:
    from rich.text import Text

    heading = Text.assemble(
        (f"{label(result.number)}  ", "bold"),
        (f"{out.symbols[result.status]} {result.status}", STYLE[result.status]),
        (f"  {one_line(result.title)}", "bold"),
    )
    out.text(heading)
    if result.status in {Status.SILENT, Status.NOT_APPLICABLE}:
        out.line(result.reason, "dim", _INDENT)
    else:
        for finding in result.findings:
            _finding(finding, review, sources, out)
    for outcome in result.outcomes:
        source = outcome_source(outcome)
        rests = f"  [{source}]" if source else ""
        row(f"in the book: {outcome.definition.title}: {outcome_value(outcome)}{rests}", out, indent=_INDENT)
        for sentence in outcome_changes(outcome):
            out.line(sentence, "dim", _INDENT * 2)


def _finding(finding: Finding, review: Review, sources: Mapping[tuple[str, str], int], out: Lines) -> None:
    from rich.text import Text

    word = "remark" if finding.warning else finding.status.value
    head = Text.assemble(
        (one_line(place_of(finding, review)), "dim"),
        f"  {label(finding.recommendation)} ",
        (word, STYLE[finding.status]),
    )
    body = Text(one_line(finding.sentence))
    if finding.term:
        body.append(f"  [{one_line(finding.term)}]{_cited(finding.citation, sources)}", style="dim")
    whole = Text.assemble(head, "  ", body)
    if out.fits(whole):
        out.text(whole)
    else:
        out.text(head)
        out.text(body, _INDENT)


def _cited(citation: Citation | None, sources: Mapping[tuple[str, str], int]) -> str:
    """How a term is known and the number of its source: ` printed, source 1`."""
    if citation is None:
        return ""
    number = sources.get(_source(citation))
    return f" {citation.basis}" + (f", source {number}" if number else "")


def _portfolio(portfolio: Portfolio, out: Lines) -> None:
    titles = titles_of(portfolio)
    of = f" against {counted(len(titles), 'recommendation')}" if titles else ""
    out.line(f"{counted(len(portfolio.reviews), 'contract')}{of}", "bold")
    if not portfolio.reviews:
        return
    out.line()
    out.console.print(_matrix(portfolio, out.symbols, tuple(titles)))
    out.line()
    for status, meaning in MEANING.items():
        out.line(f"{out.symbols[status]} {status}: {meaning}", STYLE[status])
    out.line()
    for number, title in titles.items():
        out.line(f"{label(number)} {title}")


def _matrix(portfolio: Portfolio, symbols: Mapping[Status, str], numbers: tuple[int, ...]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, collapse_padding=True)
    table.add_column("Contract", min_width=15, overflow="fold")
    for number in numbers:
        table.add_column(f"{number:02d}", justify="right", no_wrap=True, width=2)
    for status in Status:
        table.add_column(symbols[status], justify="right", no_wrap=True, width=2)
    for review in portfolio.reviews:
        marks = [Text(symbols[result.status], style=STYLE[result.status]) for result in review.results]
        counts = [_count(count) for count in review.counts.values()]
        table.add_row(one_line(review.title), *marks, *counts)
    table.add_row()
    for status in Status:
        counts = [_count(portfolio.counts_of(number)[status]) for number in numbers]
        table.add_row(Text(f"{symbols[status]} {status}", style=STYLE[status]), *counts)
    return table


def _comparison(comparison: Comparison, out: Lines) -> None:
    before, after = comparison.before, comparison.after
    out.line(before.title if before.title == after.title else f"{before.title} -> {after.title}", "bold")
    out.line(f"{before.file} -> {after.file}", "dim")
    pairs = list(zip(before.results, after.results, strict=True))
    moved = [(old, new) for old, new in pairs if old.status is not new.status]
    out.line()
    out.line(f"{counted(len(moved), 'verdict')} moved, {len(pairs) - len(moved)} stayed", "bold")
    for old, new in moved:
        way = f"{out.symbols[old.status]} {old.status} -> {out.symbols[new.status]} {new.status}"
        out.line(f"{label(new.number)} {way}: {new.title}", STYLE[new.status])
    out.line()
    out.line(f"{counted(len(comparison.changes), 'term')} changed", "bold")
    for change in comparison.changes:
        _change(change, out)


def _change(change: TermChange, out: Lines) -> None:
    place = f"{change.position} " if change.position else ""
    asked = f" ({label(change.recommendation)})" if change.recommendation else ""
    out.line(f"{place}{change.term}: {_value(change.before)} -> {_value(change.after)}{asked}")
    for name, words in (
        ("before", as_sentence(change.before_words)),
        ("after", as_sentence(change.after_words)),
        ("why", change.reason),
    ):
        if words:
            out.line(f"{name}: {words}", indent=_INDENT)


def _join(*parts: str) -> str:
    return " | ".join(part for part in parts if part)


def _count(count: int) -> str:
    return str(count) if count else ""


def _value(value: str | None) -> str:
    return "(not stated)" if value is None else value
