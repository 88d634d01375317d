"""The review as a Word document: matrix, each contract's scorecard and findings, then the model clauses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path, PurePath

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Inches

from perdiem.model.results import Portfolio, RecommendationPage, Review, Status
from perdiem.writers.measures.outcomes import OUTCOMES, outcome_changes, outcome_source, outcome_value
from perdiem.writers.statuses import MEANING, with_symbol
from perdiem.writers.word.clauses import clause_paragraphs
from perdiem.writers.word.differences import printable
from perdiem.writers.word.document import add_footer, new_document, save
from perdiem.writers.word.redline import add_text
from perdiem.writers.word.sources import Sources
from perdiem.writers.word.styles import INK
from perdiem.writers.word.tables import (
    add_row,
    add_table,
    breakable,
    keep_together,
    write,
    write_small,
    write_status,
)
from perdiem.writers.wording import (
    counted,
    label,
    lines_of_business,
    long_date,
    one_line,
    place_of,
    short_title,
    titles_of,
)

FOOTER = "Review by Perdiem; not legal advice"
_FONT = "Calibri"
_MARGIN = Inches(0.8)
_ACROSS = 6  # contracts side by side in the matrix: more make "not applicable" break inside a word
_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)  # a review of no contracts has no day; this is a zip file's first
_OPEN = (Status.NOT_MET, Status.PARTLY, Status.SILENT)


def review_docx(portfolio: Portfolio, pages: Mapping[int, RecommendationPage], path: Path) -> None:
    """Writes the review of one contract or of several.

    Several begin with the matrix on a landscape page. Each contract has a scorecard, and then all its findings
    with their places, its sources numbered at the end. The appendix holds the model clause of every
    recommendation that is not fully met; one that `pages` does not hold, or holds without a clause, is left out.

    Raises UnwritableFile when `path` cannot be written.
    """
    reviews = portfolio.reviews
    title = f"Review of {counted(len(reviews), 'contract')}"
    if len(reviews) == 1:
        title = f"Contract review: {one_line(reviews[0].title)}"
    days = [datetime.combine(review.on, time(), UTC) for review in reviews]
    document = new_document(title, "Perdiem", max(days, default=_NO_DATE), font=_FONT)
    section = document.sections[0]
    section.left_margin = section.right_margin = _MARGIN
    if len(reviews) != 1:
        section.orientation, section.page_width, section.page_height = (
            WD_ORIENT.LANDSCAPE,
            Inches(11),
            Inches(8.5),
        )
    add_footer(section, FOOTER)
    add_text(document.add_paragraph(style="Title"), title)
    if len(reviews) != 1:
        _write_matrix(document, portfolio, pages)
    for number, review in enumerate(reviews):
        _write_scorecard(document, review, review.title if len(reviews) > 1 else "Scorecard", new_page=number > 0)
        _write_findings(document, review)
    _write_clauses(document, portfolio, pages)
    save(document, path)


def _write_matrix(document: Document, portfolio: Portfolio, pages: Mapping[int, RecommendationPage]) -> None:
    """All contracts against the 15 recommendations on landscape pages, at most `_ACROSS` to a table."""
    reviews = portfolio.reviews
    if not reviews:
        document.add_paragraph("There was no contract to review.")
        return
    _write_key(document)
    tables = -(-len(reviews) // _ACROSS)
    across = -(-len(reviews) // tables)
    for start in range(0, len(reviews), across):
        part = reviews[start : start + across]
        if start:
            spacer = document.add_paragraph()
            spacer.paragraph_format.keep_with_next = True
        width = 5.8 / len(part)
        table = add_table(
            document,
            ("Recommendation", *(review.title for review in part), "Met by"),
            (2.8, *(width for _ in part), 0.8),
            "The status of each contract, a column each, for each recommendation, a row each",
        )
        for number, long_title in titles_of(portfolio).items():
            cells = add_row(table).cells
            write(cells[0], f"{label(number)} {short_title(number, long_title, pages)}")
            for cell, review in zip(cells[1:-1], part, strict=True):
                write_status(cell, review.status_of(number))
            write(cells[-1], f"{portfolio.counts_of(number)[Status.MET]} of {len(reviews)}")
        keep_together(table)
    upright = document.add_section(WD_SECTION.NEW_PAGE)
    upright.orientation, upright.page_width, upright.page_height = WD_ORIENT.PORTRAIT, Inches(8.5), Inches(11)
    add_footer(upright, FOOTER)


def _write_scorecard(document: Document, review: Review, title: str, *, new_page: bool) -> None:
    """The parties, how many recommendations have each status, and the 15 with their reasons."""
    heading = document.add_paragraph(printable(title), style="Heading 1")
    heading.paragraph_format.page_break_before = new_page
    heading.paragraph_format.space_before = Inches(0)
    facts = document.add_paragraph(style="Table Text")
    facts.paragraph_format.space_after = Inches(0.1)
    for name, value in (
        ("Payor", review.payor),
        ("Provider", review.provider),
        ("Lines of business", lines_of_business(review)),
        ("File", review.file),
        ("Reviewed as of", long_date(review.on)),
    ):
        if value:
            facts.add_run(f"{name}: ").bold = True
            facts.add_run(printable(value))
            facts.add_run("   ")
    if review.about:
        document.add_paragraph(printable(review.about), style="Term Source")
    document.add_paragraph(
        "Of the 15 recommendations: "
        + ", ".join(f"{count} {status.value}" for status, count in review.counts.items() if count)
        + "."
    )
    table = add_table(
        document,
        ("No.", "Recommendation", "Status", "Because"),
        (0.5, 2.0, 1.2, 3.2),
        "Each recommendation with its status and the reason in short",
    )
    for result in review.results:
        number, subject, status, reason = add_row(table).cells
        write(number, label(result.number))
        write(subject, result.title)
        write_status(status, result.status)
        write(reason, result.reason)


def _write_findings(document: Document, review: Review) -> None:
    heading = document.add_paragraph("Findings", style="Heading 2")
    heading.paragraph_format.page_break_before = True
    sources = Sources(review)
    folder = review.file[: -len(PurePath(review.file).name)]  # the scorecard names it; the findings need not
    table = add_table(
        document,
        ("Recommendation", "Status", "What the contract says", "Where", "Source"),
        (1.6, 1.1, 2.1, 1.4, 0.7),
        "Every finding with its status, what the contract says, its place in the file, and the number of its source",
    )
    for result in review.results:
        for position, finding in enumerate(result.findings):
            subject, status, says, where, source = add_row(table).cells
            first = position == 0
            write(
                subject,
                f"{label(result.number)} {result.title}" if first else label(result.number),
                bold=first,
            )
            write(subject, finding.element)
            if finding.warning:
                write(status, "Remark")
            else:
                write_status(status, finding.status)
            write(says, finding.sentence)
            if finding.citation and finding.citation.note:
                write_small(says, finding.citation.note)
            write_small(where, breakable(place_of(finding, review).removeprefix(folder))).runs[0].font.color.rgb = INK
            if finding.term:
                write_small(where, breakable(finding.term))
            sources.cite(source, finding.citation)
    sources.write_list(document)
    _write_outcomes(document, review)
    if review.faults:
        document.add_paragraph("Remarks on the file", style="Heading 2")
    for fault in review.faults:
        document.add_paragraph(printable(str(fault)), style="List Bullet")


def _write_outcomes(document: Document, review: Review) -> None:
    """What the book shows of the outcomes that the recommendations are about; nothing without a book."""
    shown = [(result, outcome) for result in review.results for outcome in result.outcomes]
    if not shown:
        return
    document.add_paragraph(OUTCOMES, style="Heading 2")
    table = add_table(
        document,
        ("Recommendation", "Status", "Measure", "Value, interval, counts", "Rests on"),
        (1.2, 1.1, 2.0, 1.7, 0.9),
        "What the book shows of each measure that a recommendation asks for",
    )
    for result, outcome in shown:
        subject, status, measure, value, rests = add_row(table).cells
        write(subject, label(result.number))
        write_status(status, result.status)
        write(measure, outcome.definition.title)
        write(value, outcome_value(outcome))
        for sentence in outcome_changes(outcome):
            write_small(value, sentence)
        write_small(rests, outcome_source(outcome))


def _write_clauses(document: Document, portfolio: Portfolio, pages: Mapping[int, RecommendationPage]) -> None:
    """The appendix: model language for every recommendation that some contract does not fully meet."""
    wanted = {
        number: standing
        for number in titles_of(portfolio)
        if (standing := [review for review in portfolio.reviews if review.status_of(number) in _OPEN])
        and number in pages
        and pages[number].clause.strip()
    }
    if not wanted:
        return
    heading = document.add_paragraph("Appendix: model clauses", style="Heading 1")
    heading.paragraph_format.page_break_before = True
    add_text(
        document.add_paragraph(style="Drafting Note"),
        "Language to negotiate from, for the recommendations that are not fully met. Highlighted words in "
        "[brackets] are blanks to fill.",
    )
    for number, reviews in wanted.items():
        page = pages[number]
        document.add_paragraph(f"{label(number)} {printable(page.title)}", style="Heading 2")
        stands = "; ".join(f"{review.title}: {with_symbol(review.status_of(number))}" for review in reviews)
        source = f"Source: {page.section}. " if page.section else ""
        document.add_paragraph(printable(source + stands), style="Term Source")
        for text in clause_paragraphs(page.clause):
            add_text(document.add_paragraph(style="Model Clause"), text)


def _write_key(document: Document) -> None:
    """What the five statuses mean, on one line."""
    key = document.add_paragraph(style="Term Source")
    key.add_run("; ".join(f"{with_symbol(status)}: {MEANING[status]}" for status in Status) + ".")
