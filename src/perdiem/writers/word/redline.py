"""Tracked changes in a Word document: insertions and deletions that Word's Accept and Reject understand.

Accepting every change of a paragraph gives its text after, rejecting every change its text before, both as
`printable` gives them. Author and time are parameters, so that the same input gives the same document.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Literal

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import _Row
from docx.text.paragraph import Paragraph

from perdiem.writers.word.differences import Change, differences, printable

Mark = Literal["w:ins", "w:del"]
_BLANK = re.compile(r"(\[[^\[\]]*\])")
_BREAKS = re.compile(r"([\t\n])")
_SETTINGS_AFTER = (  # the settings that follow w:trackRevisions in the schema and that documents hold
    *("w:doNotTrackMoves", "w:doNotTrackFormatting", "w:documentProtection", "w:defaultTabStop"),
    *("w:autoHyphenation", "w:evenAndOddHeaders", "w:characterSpacingControl", "w:footnotePr", "w:endnotePr"),
    *("w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:themeFontLang", "w:decimalSymbol"),
)


def track_revisions(document: Document) -> None:
    """Switches on Word's Track Changes, so that edits made by the next reader are tracked as well."""
    settings = document.settings.element
    if settings.find(qn("w:trackRevisions")) is None:
        settings.insert_element_before(OxmlElement("w:trackRevisions"), *_SETTINGS_AFTER)


def add_redline(paragraph: Paragraph, before: str, after: str, author: str, when: datetime) -> None:
    """Appends the change from `before` to `after`, word by word: deleted words, then inserted ones."""
    stamp = _Stamp(paragraph, author, when)
    for change, text in differences(printable(before), printable(after)):
        if change is Change.KEPT:
            paragraph._p.extend(_runs(text, "w:t"))
        else:
            mark: Mark = "w:ins" if change is Change.INSERTED else "w:del"
            paragraph._p.append(stamp.around(mark, text))


def add_inserted(
    paragraph: Paragraph, text: str, author: str, when: datetime, *, highlight_blanks: bool = False
) -> None:
    """Appends wholly new text, and marks the paragraph itself as new: rejecting it removes the paragraph.

    With `highlight_blanks`, every blank in [square brackets] is highlighted. The paragraph must not be the
    last of a cell or of the document, where Word keeps an empty one.
    """
    stamp = _Stamp(paragraph, author, when)
    stamp.mark_paragraph("w:ins")
    if text:
        paragraph._p.append(stamp.around("w:ins", printable(text), highlight_blanks=highlight_blanks))


def add_deleted(paragraph: Paragraph, text: str, author: str, when: datetime) -> None:
    """Appends text that goes, and marks the paragraph itself as going: accepting it removes the paragraph."""
    stamp = _Stamp(paragraph, author, when)
    stamp.mark_paragraph("w:del")
    if text:
        paragraph._p.append(stamp.around("w:del", printable(text)))


def mark_row_inserted(row: _Row, author: str, when: datetime) -> None:
    """Marks a table row, with all that its cells hold, as new: rejecting it removes the row."""
    _mark_row(row, "w:ins", author, when)


def mark_row_deleted(row: _Row, author: str, when: datetime) -> None:
    """Marks a table row, with all that its cells hold, as going: accepting it removes the row."""
    _mark_row(row, "w:del", author, when)


def add_text(paragraph: Paragraph, text: str) -> None:
    """Appends plain, untracked text, every blank in [square brackets] highlighted."""
    paragraph._p.extend(_runs(printable(text), "w:t", highlight_blanks=True))


class _Stamp:
    """Author, time and the next free id for the changes of one paragraph."""

    def __init__(self, paragraph: Paragraph, author: str, when: datetime) -> None:
        self.paragraph = paragraph
        self.author = printable(author)
        at = when.astimezone(UTC) if when.tzinfo else when
        self.date = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        used = (int(i) for i in paragraph.part.element.xpath("//@w:id") if i.isdecimal())
        self.next_id = max(used, default=0) + 1

    def element(self, mark: Mark) -> BaseOxmlElement:
        """An empty change with its id, author and date."""
        element = OxmlElement(
            mark,
            attrs={qn("w:id"): str(self.next_id), qn("w:author"): self.author, qn("w:date"): self.date},
        )
        self.next_id += 1
        return element

    def around(self, mark: Mark, text: str, *, highlight_blanks: bool = False) -> BaseOxmlElement:
        """A change that holds the text."""
        element = self.element(mark)
        tag = "w:t" if mark == "w:ins" else "w:delText"
        element.extend(_runs(text, tag, highlight_blanks=highlight_blanks))
        return element

    def mark_paragraph(self, mark: Mark) -> None:
        """Marks the paragraph's end as inserted or deleted, once."""
        properties = self.paragraph._p.get_or_add_pPr()
        run_properties = properties.find(qn("w:rPr"))
        if run_properties is None:
            run_properties = OxmlElement("w:rPr")
            properties.insert_element_before(run_properties, "w:sectPr", "w:pPrChange")
        if run_properties.find(qn(mark)) is None:
            run_properties.insert(0, self.element(mark))


def _runs(text: str, tag: str, *, highlight_blanks: bool = False) -> list[BaseOxmlElement]:
    """The text as runs: one, or alternating with highlighted ones where it holds blanks."""
    runs = []
    parts = _BLANK.split(text) if highlight_blanks else [text]
    for number, part in enumerate(parts):
        if not part:
            continue
        run = OxmlElement("w:r")
        if number % 2:
            properties = OxmlElement("w:rPr")
            properties.append(OxmlElement("w:highlight", attrs={qn("w:val"): "yellow"}))
            run.append(properties)
        for piece in filter(None, _BREAKS.split(part)):
            if piece in "\t\n":
                run.append(OxmlElement("w:tab" if piece == "\t" else "w:br"))
            else:
                words = OxmlElement(tag, attrs={qn("xml:space"): "preserve"})
                words.text = piece
                run.append(words)
        runs.append(run)
    return runs


def _mark_row(row: _Row, mark: Mark, author: str, when: datetime) -> None:
    """Marks the row, and takes every untracked run of its cells into the same change."""
    paragraphs = [paragraph for cell in row.cells for paragraph in cell.paragraphs]
    row_properties = row._tr.get_or_add_trPr()
    if row_properties.find(qn(mark)) is None:
        stamp = _Stamp(paragraphs[0], author, when)
        row_properties.insert_element_before(stamp.element(mark), "w:del", "w:trPrChange")
    for paragraph in paragraphs:
        stamp = _Stamp(paragraph, author, when)
        for run in paragraph._p.findall(qn("w:r")):
            change = stamp.element(mark)
            run.addprevious(change)
            change.append(run)
            if mark == "w:del":
                for words in run.findall(qn("w:t")):
                    words.tag = qn("w:delText")
        stamp.mark_paragraph(mark)
