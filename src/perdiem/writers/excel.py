"""Reviews and comparisons as Excel workbooks: tables that can be filtered, printed and copied.

Every text is written as text: a sentence that begins with `=` stays a sentence. The same input gives the same
bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from perdiem.model.results import Comparison, Portfolio, RecommendationPage, Status
from perdiem.writers.finding_rows import FINDING_COLUMNS, PRINTED, finding_rows
from perdiem.writers.measures.outcomes import OUTCOMES, outcome_changes, outcome_source, outcome_value
from perdiem.writers.sheets import Column, Link, Workbook
from perdiem.writers.statuses import MEANING, with_symbol
from perdiem.writers.wording import label, long_date, made_with, measure_words, short_title, titles_of, unwrapped

_FINDING_WIDTHS = (20, 15, 30, 22, 15, 56, 28, 30, 15, 9, 30, 28, 22, 24, 7, 11, 34, 12, 34)
_URL = FINDING_COLUMNS.index("URL")


def review_xlsx(portfolio: Portfolio, pages: Mapping[int, RecommendationPage], path: Path) -> None:
    """Writes the workbook of a review: Matrix, Findings, Outcomes (with a book), Recommendations, Warnings (if there
    are any), About.

    Raises UnwritableFile when the file cannot be written, as when it is open in Excel.
    """
    with Workbook(path, "Contract review") as book:
        _matrix(book, portfolio, pages)
        _findings(book, portfolio)
        _outcomes(book, portfolio)
        _recommendations(book, portfolio, pages)
        _warnings(book, portfolio)
        _about(book, portfolio)


def comparison_xlsx(comparison: Comparison, path: Path) -> None:
    """Writes the workbook of a comparison: Verdicts (before and after), Changes (one row a term), About.

    Raises UnwritableFile when the file cannot be written, as when it is open in Excel.
    """
    before, after = comparison.before, comparison.after
    with Workbook(path, "Contract comparison") as book:
        columns = [
            Column("Recommendation", 15),
            Column("Title", 48),
            Column("Before", 18),
            Column("After", 18),
        ]
        columns += [Column("Moved", 9), Column("Why before", 60), Column("Why after", 60)]
        rows = [
            (
                label(new.number), new.title, old.status, new.status,
                None if old.status is new.status else "moved", old.reason, new.reason,
            )
            for old, new in zip(before.results, after.results, strict=True)
        ]  # fmt: skip
        book.table("Verdicts", columns, rows, frozen=2)
        columns = [
            Column("Term", 36),
            Column("Before", 24),
            Column("After", 24),
            Column("Before in words", 44),
        ]
        columns += [Column("After in words", 44), Column("Why", 50), Column("Recommendation", 15)]
        columns += [Column("Place", 30)]
        changes = [
            (
                change.term, change.before, change.after,
                change.before_words, change.after_words, change.reason,
                label(change.recommendation) if change.recommendation else None,
                str(change.position) if change.position else None,
            )
            for change in comparison.changes
        ]  # fmt: skip
        book.table("Changes", columns, changes, frozen=1)
        facts = [
            ("Before", f"{before.title} ({before.file})"),
            ("After", f"{after.title} ({after.file})"),
            ("Reviewed on", long_date(after.on)),
            ("Empty before", "The term is new."),
            ("Empty after", "The term goes."),
        ]
        book.table("About", [Column("What", 24), Column("Says", 100)], facts)


def _matrix(book: Workbook, portfolio: Portfolio, pages: Mapping[int, RecommendationPage]) -> None:
    columns = [Column("Contract", 36), Column("Payor", 22)]
    columns += [
        Column(f"{label(number)} {short_title(number, title, pages)}", 15)
        for number, title in titles_of(portfolio).items()
    ]
    columns += [Column(status.value.capitalize(), 11) for status in Status]
    rows = []
    found = 1  # the Findings sheet's row of the next finding; its head is row 0
    for review in portfolio.reviews:
        row: list[object] = [review.title, review.payor]
        for result in review.results:
            target = f"internal:'Findings'!A{found + 1}"
            row.append(Link(target, with_symbol(result.status), result.status) if result.findings else result.status)
            found += len(result.findings)
        rows.append([*row, *review.counts.values()])
    book.table("Matrix", columns, rows, frozen=1, head_height=48)


def _findings(book: Workbook, portfolio: Portfolio) -> None:
    columns = [Column(name, width) for name, width in zip(FINDING_COLUMNS, _FINDING_WIDTHS, strict=True)]
    rows = []
    for plain in finding_rows(portfolio):
        row: list[object] = [
            Status(str(cell)) if name in {"Verdict", "Status"} else cell
            for name, cell in zip(FINDING_COLUMNS, plain, strict=True)
        ]
        url = str(plain[_URL] or "")
        if url.startswith(("https://", "http://")):
            row[_URL] = Link(url, url)
        rows.append(row)
    book.table("Findings", columns, rows, frozen=1, printed=PRINTED)


def _outcomes(book: Workbook, portfolio: Portfolio) -> None:
    columns = [Column("Contract", 36), Column("Recommendation", 15), Column("Verdict", 15), Column("Measure", 44)]
    columns += [Column(OUTCOMES, 52), Column("Rests on", 20), Column("Since a change", 60), Column("Numerator is", 44)]
    columns += [Column("Denominator is", 44), Column("Limits", 50)]
    rows = [
        (
            review.title, label(result.number), result.status, outcome.definition.title, outcome_value(outcome),
            outcome_source(outcome), "\n".join(outcome_changes(outcome)), outcome.definition.numerator,
            outcome.definition.denominator, outcome.definition.limits,
        )
        for review in portfolio.reviews
        for result in review.results
        for outcome in result.outcomes
    ]  # fmt: skip
    if rows:
        book.table("Outcomes", columns, rows, frozen=2, printed=6)


def _recommendations(book: Workbook, portfolio: Portfolio, pages: Mapping[int, RecommendationPage]) -> None:
    columns = [Column("Recommendation", 15), Column("Title", 34)]
    columns += [Column(status.value.capitalize(), 11) for status in Status]
    columns += [Column("Summary", 50), Column("Why it matters", 50), Column("Met when", 40)]
    columns += [Column("Model clause", 70), Column("What to measure", 34), Column("Codes", 24)]
    rows = []
    titles = titles_of(portfolio) or {number: page.title for number, page in sorted(pages.items())}
    for number, title in titles.items():
        row: list[object] = [label(number), title, *portfolio.counts_of(number).values()]
        page = pages.get(number)
        if page:
            measures = "\n".join(measure_words(name) for name in page.measures)
            row += [unwrapped(text) for text in (page.summary, page.why, page.met_when, page.clause)]
            row += [measures, ", ".join(page.codes)]
        else:
            row += [None] * 6
        rows.append(row)
    book.table("Recommendations", columns, rows, frozen=2)


def _warnings(book: Workbook, portfolio: Portfolio) -> None:
    columns = [Column("Contract", 36), Column("Place", 30), Column("Term", 34), Column("Says", 70)]
    columns += [Column("Found", 24), Column("What to do", 50)]
    rows = [
        (review.title, str(fault.position), fault.term, fault.message, fault.found, fault.suggestion)
        for review in portfolio.reviews
        for fault in review.faults
    ]
    if rows:
        book.table("Warnings", columns, rows, frozen=1)


def _about(book: Workbook, portfolio: Portfolio) -> None:
    facts: list[tuple[object, object]] = [
        ("What this is", "Home-infusion contracts held against 15 recommendations, term by term."),
        ("Made with", made_with()),
        ("Contracts", str(len(portfolio.reviews))),
    ]
    facts += [("Reviewed on", long_date(day)) for day in sorted({review.on for review in portfolio.reviews})]
    facts += [(status, meaning[:1].upper() + meaning[1:] + ".") for status, meaning in MEANING.items()]
    facts += [
        ("Matrix", "One row a contract. A cell leads to the first finding that it rests on."),
        (
            "Findings",
            "One row a finding: what the contract says, where it says so, and the source of the term.",
        ),
        ("Place", "file:line:column of a text file, file!sheet!cell of a workbook, file:p3 of a document."),
        ("Remark only", "A finding marked so does not change the verdict."),
        (
            "Basis",
            "printed: in the source. inferred: read out of it. observed: seen in data. proposed: our draft.",
        ),
        ("Recommendations", "What each asks for, model language, and how many contracts have each status."),
    ]
    book.table("About", [Column("What", 24), Column("Says", 100)], facts)
