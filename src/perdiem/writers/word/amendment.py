"""The drafted amendment as a Word document, its changes of terms tracked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Inches, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from perdiem.model.results import AdoptedRecommendation, AmendmentDraft, TermChange
from perdiem.writers.sentences import as_sentence
from perdiem.writers.word.amendment_notes import has_article, write_notes
from perdiem.writers.word.clauses import clause_paragraphs
from perdiem.writers.word.document import add_footer, new_document, save
from perdiem.writers.word.redline import (
    add_deleted,
    add_inserted,
    add_redline,
    add_text,
    mark_row_inserted,
    track_revisions,
)
from perdiem.writers.word.styles import add_numbering, add_style, set_format
from perdiem.writers.word.tables import add_row, add_table, breakable, write
from perdiem.writers.wording import long_date

NUMBER = "Amendment No. [__]"
FOOTER = "Draft for negotiation; not legal advice"
_FONT = "Cambria"


@dataclass(frozen=True, slots=True)
class _Drafter:
    """The document under work, and who signs its tracked changes when."""

    document: Document
    author: str
    when: datetime

    def paragraph(self, style: str, text: str = "") -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        add_text(paragraph, text)
        return paragraph

    def inserted(self, style: str, text: str) -> None:
        paragraph = self.document.add_paragraph(style=style)
        add_inserted(paragraph, text, self.author, self.when, highlight_blanks=True)

    def deleted(self, style: str, text: str) -> None:
        add_deleted(self.document.add_paragraph(style=style), text, self.author, self.when)

    def redlined(self, style: str, before: str, after: str) -> None:
        add_redline(self.document.add_paragraph(style=style), before, after, self.author, self.when)


def amendment_docx(draft: AmendmentDraft, path: Path, *, author: str = "Perdiem", when: datetime) -> None:
    """Writes the amendment: parties, recitals, an article for each recommendation, signatures, a schedule.

    A recommendation that changes nothing, being met already or not applicable, is listed in the notes instead; a
    draft that changes nothing at all says so. Current words are plain text, and every change of a term is a
    tracked change by `author` at `when`: accepting all gives the amended terms, rejecting all the current ones.
    Notes for the negotiation follow on their own page.

    Raises UnwritableFile when `path` cannot be written.
    """
    title = f"{NUMBER} to {draft.title}"
    document = new_document(title, author, when, font=_FONT)
    drafter = _Drafter(document, author, when)
    _add_amendment_styles(document)
    track_revisions(document)
    add_footer(document.sections[0], FOOTER)
    drafter.paragraph("Title", title)
    drafter.paragraph("Subtitle", f"{draft.payor} and {draft.provider}")
    articles = [adopted for adopted in draft.adopted if has_article(adopted)]
    if articles:
        _write_opening(drafter, draft)
        for adopted in articles:
            _write_article(drafter, adopted)
        _write_effect(drafter)
        _write_signatures(drafter, draft)
        _write_schedule(drafter, articles)
    else:
        drafter.paragraph(
            "Normal",
            f"There is nothing to amend: the recommendations adopted change no term of “{draft.title}” between "
            f"{draft.payor} and {draft.provider}.",
        )
    write_notes(document, draft)
    save(document, path)


def _add_amendment_styles(document: Document) -> None:
    article = add_style(document, "Article", "Heading 1")
    recital = add_style(document, "Recital", "Normal")
    # Only headings and recitals are numbered: a number on a tracked paragraph shows as two in some programs.
    set_format(add_style(document, "Changed Term", "Normal"), before=4, after=2, keep=True)
    add_numbering(document, article, "decimal", "Article %1.", hanging=0)
    add_numbering(document, recital, "upperLetter", "%1.", hanging=720)
    signature = add_style(document, "Signature Line", "Normal")
    set_format(signature, before=10, after=0, keep=True)
    signature.paragraph_format.tab_stops.add_tab_stop(Inches(2.9), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)


def _write_opening(drafter: _Drafter, draft: AmendmentDraft) -> None:
    effective = "[effective date]"
    if draft.effective is not None:
        effective = long_date(draft.effective)
    drafter.paragraph(
        "Normal",
        f"This {NUMBER} (the “Amendment”) changes “{draft.title}” (the “Agreement”) between {draft.payor} "
        f"(the “Payor”) and {draft.provider} (the “Provider”). It takes effect on {effective} "
        "(the “Effective Date”).",
    )
    drafter.paragraph("Heading 1", "Recitals")
    drafter.paragraph(
        "Recital", "Under the Agreement the Provider supplies home infusion therapy to the Payor’s members."
    )
    drafter.paragraph(
        "Recital",
        "The parties wish to amend the Agreement as the articles below and Schedule A set out, and to leave "
        "the rest of it as it is.",
    )
    drafter.paragraph("Normal", "The parties therefore agree as follows.")
    drafter.paragraph(
        "Drafting Note",
        "How to read this draft: words in plain type are those of the Agreement on file, and each change is "
        "tracked. Accepting a change adopts it; rejecting it keeps the present term. Highlighted words in "
        "[brackets] are blanks to fill. Paragraphs in this style are notes, to be removed before signing.",
    )


def _write_article(drafter: _Drafter, adopted: AdoptedRecommendation) -> None:
    drafter.paragraph("Article", adopted.title)
    before, after = adopted.status_before.value, adopted.status_after.value
    moves = f"remains “{after}”" if before == after else f"moves from “{before}” to “{after}”"
    note = drafter.paragraph(
        "Drafting Note", f"With this article the contract {moves} on recommendation {adopted.number}."
    )
    note.paragraph_format.keep_with_next = True
    given: set[str] = set()  # reasons, each given once an article
    for change in adopted.changes:
        _write_change(drafter, change, "" if change.reason in given else change.reason)
        given.add(change.reason)
    paragraphs = clause_paragraphs(adopted.clause)
    if paragraphs:
        drafter.inserted("Changed Term", "The following language is added to the Agreement:")
    for text in paragraphs:
        drafter.inserted("Model Clause", text)


def _write_change(drafter: _Drafter, change: TermChange, reason: str) -> None:
    """One section of an article: the term's sentence redlined, and below it in small grey where it stands."""
    before, after = _words(change)
    source = " · ".join(filter(None, [change.term, str(change.position or ""), reason]))
    if change.before is None:
        drafter.inserted("Changed Term", after)
        drafter.inserted("Term Source", source)
    elif change.after is None:
        drafter.deleted("Changed Term", before)
        drafter.deleted("Term Source", source)
    else:
        drafter.redlined("Changed Term", before, after)
        drafter.paragraph("Term Source", source)


def _write_effect(drafter: _Drafter) -> None:
    drafter.paragraph("Article", "Effect of this Amendment")
    for text in (
        "Terms of the Agreement that this Amendment does not change stay in force as they are.",
        "For services on and after the Effective Date, this Amendment governs where the Agreement differs.",
        "The parties may sign this Amendment in counterparts and by electronic signature.",
    ):
        drafter.paragraph("Normal", text)


def _write_signatures(drafter: _Drafter, draft: AmendmentDraft) -> None:
    drafter.paragraph("Heading 1", "Signatures")
    lead = "The parties sign this Amendment through their authorized representatives."
    drafter.paragraph("Normal", lead).paragraph_format.keep_with_next = True
    table = drafter.document.add_table(rows=1, cols=2)
    for cell, party, role in zip(
        table.rows[0].cells, (draft.payor, draft.provider), ("Payor", "Provider"), strict=True
    ):
        _write_signature(cell, party, role)


def _write_signature(cell: _Cell, party: str, role: str) -> None:
    write(cell, party, bold=True, style="Normal").paragraph_format.keep_with_next = True
    write(cell, role, style="Normal").paragraph_format.keep_with_next = True
    for label in ("By", "Name", "Title", "Date"):
        write(cell, f"{label}:\t", style="Signature Line")
    cell.paragraphs[-1].paragraph_format.keep_with_next = False


def _write_schedule(drafter: _Drafter, articles: Sequence[AdoptedRecommendation]) -> None:
    heading = drafter.paragraph("Heading 1", "Schedule A. Changed terms")
    heading.paragraph_format.page_break_before = True
    changes = list(dict.fromkeys(change for adopted in articles for change in adopted.changes))
    if not changes:
        drafter.paragraph("Normal", "This Amendment changes no coded terms of the Agreement.")
        return
    table = add_table(
        drafter.document,
        ("Term", "Current", "Amended"),
        (1.9, 2.1, 2.5),
        "The terms that the amendment changes, with their current and their amended words",
    )
    for change in changes:
        before, after = _words(change)
        row = add_row(table)
        term, current, amended = row.cells
        write(term, breakable(change.term))
        if change.position is not None:
            write(term, breakable(str(change.position)), style="Term Source").paragraph_format.space_after = Pt(0)
        if change.before is None:
            write(current, "The Agreement has no such term.")
            write(amended, after)
            mark_row_inserted(row, drafter.author, drafter.when)
        else:
            write(current, before)
            gone = "Removed."
            add_redline(
                amended.paragraphs[0],
                before,
                gone if change.after is None else after,
                drafter.author,
                drafter.when,
            )


def _words(change: TermChange) -> tuple[str, str]:
    """The sentences before and after; a side that has a value and no sentence gives its value."""
    before, after = as_sentence(change.before_words), as_sentence(change.after_words)
    return before or change.before or "", after or change.after or ""
