from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx_revisions import RevisionDocument
from docx_revisions.paragraph import RevisionParagraph
from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.writers.word.differences import printable
from perdiem.writers.word.redline import (
    add_deleted,
    add_inserted,
    add_redline,
    add_text,
    mark_row_deleted,
    mark_row_inserted,
    track_revisions,
)
from tests.unit.writers_word.reader import paragraphs, rows
from tests.unit.writers_word.samples import WHEN

BEFORE = "The second concurrent therapy is paid at 50% of its per diem."
AFTER = "The second concurrent therapy is paid at 100% of its per diem."
VOCABULARY = ["second", "therapy", "is", "paid", "at", "50%", "100%", "of", "its", ",", "\t", "\n", "per diem"]
WORDINGS = st.one_of(
    st.text(st.characters()),  # controls and lone surrogates among them
    st.lists(st.sampled_from(VOCABULARY)).map(" ".join),
)


def reopened(document: Document) -> Document:
    stored = io.BytesIO()
    document.save(stored)
    return docx.Document(stored)


@settings(deadline=None, max_examples=40)  # each opens a document
@given(WORDINGS, WORDINGS)
def test_accepting_gives_the_text_after_and_rejecting_the_text_before(before: str, after: str) -> None:
    document = docx.Document()
    add_redline(document.add_paragraph(), before, after, "Perdiem", WHEN)
    document = reopened(document)
    assert paragraphs(document, accepted=False) == [printable(before)]
    assert paragraphs(document, accepted=True) == [printable(after)]


@settings(deadline=None, max_examples=40)  # each opens a document
@given(
    st.lists(st.tuples(st.sampled_from(["plain", "inserted", "deleted", "redline"]), WORDINGS, WORDINGS), max_size=6)
)
def test_whole_paragraphs_come_and_go(parts: list[tuple[str, str, str]]) -> None:
    document = docx.Document()
    before, after = [], []
    for kind, one, other in parts:
        paragraph = document.add_paragraph()
        if kind == "plain":
            add_text(paragraph, one)
        elif kind == "inserted":
            add_inserted(paragraph, one, "Perdiem", WHEN, highlight_blanks=True)
        elif kind == "deleted":
            add_deleted(paragraph, one, "Perdiem", WHEN)
        else:
            add_redline(paragraph, one, other, "Perdiem", WHEN)
        before += [] if kind == "inserted" else [printable(one)]
        after += [] if kind == "deleted" else [printable(other if kind == "redline" else one)]
    document.add_paragraph("end")
    document = reopened(document)
    assert paragraphs(document, accepted=False) == [*before, "end"]
    assert paragraphs(document, accepted=True) == [*after, "end"]
    ids = document.element.xpath("//w:ins/@w:id | //w:del/@w:id")
    assert len(ids) == len(set(ids))


@settings(deadline=None, max_examples=40)  # each opens a document
@given(st.text(st.characters(exclude_categories=["C", "Z"])), st.text(st.characters(exclude_categories=["C", "Z"])))
def test_an_independent_reader_sees_the_same(before: str, after: str) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    add_redline(paragraph, f"Paid at {before} a day.", f"Paid at {after} a day.", "Perdiem", WHEN)
    read = RevisionParagraph.from_paragraph(paragraph)
    assert read.original_text == f"Paid at {printable(before)} a day."
    assert read.accepted_text == f"Paid at {printable(after)} a day."


def test_an_independent_reader_accepts_and_rejects_in_tables_as_well() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    add_redline(table.cell(0, 1).paragraphs[0], BEFORE, AFTER, "Perdiem", WHEN)
    stored = io.BytesIO()
    document.save(stored)
    accepted, rejected = RevisionDocument(stored), RevisionDocument(stored)
    accepted.accept_all()
    rejected.reject_all()
    assert accepted.document.tables[0].cell(0, 1).text == AFTER
    assert rejected.document.tables[0].cell(0, 1).text == BEFORE


def test_a_redline_is_word_by_word_with_its_author_and_date() -> None:
    paragraph = docx.Document().add_paragraph()
    eastern = timezone(timedelta(hours=-5))
    add_redline(paragraph, BEFORE, AFTER, "A\x00 & <B>", datetime(2026, 1, 15, 20, 30, tzinfo=eastern))
    deleted, inserted = paragraph._p.find(qn("w:del")), paragraph._p.find(qn("w:ins"))
    assert [run.text for run in deleted.iter(qn("w:delText"))] == ["50%"]
    assert [run.text for run in inserted.iter(qn("w:t"))] == ["100%"]
    assert deleted.get(qn("w:author")) == inserted.get(qn("w:author")) == "A\ufffd & <B>"
    assert deleted.get(qn("w:date")) == "2026-01-16T01:30:00Z"
    assert not list(deleted.iter(qn("w:t"))), "Word drops w:t inside a deletion"


def test_ids_stay_clear_of_those_that_the_document_has() -> None:
    document = docx.Document()
    for _ in range(3):
        add_redline(document.add_paragraph(), "one old two", "one new two", "Perdiem", WHEN)
    ids = [int(i) for i in document.element.xpath("//@w:id")]
    assert sorted(ids) == [1, 2, 3, 4, 5, 6]


def test_rows_come_and_go() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    for number, row in enumerate(table.rows):
        for cell in row.cells:
            cell.text = f"row {number}"
    add_inserted(table.cell(1, 1).paragraphs[0], ", tracked", "Perdiem", WHEN)
    mark_row_inserted(table.rows[1], "Perdiem", WHEN)
    mark_row_deleted(table.rows[2], "Perdiem", WHEN)
    document = reopened(document)
    assert rows(document, accepted=False) == [["row 0", "row 0"], ["row 2", "row 2"]]
    assert next(row[0] for row in rows(document, accepted=True)) == "row 0"
    assert len(rows(document, accepted=True)) == 2
    assert not document.element.xpath("//w:tr[2]//w:p/w:r"), "every run of a new row is tracked"
    assert not document.element.xpath("//w:tr[3]//w:t"), "every run of a row that goes is deleted text"


def test_blanks_are_highlighted_and_nothing_else() -> None:
    paragraph = docx.Document().add_paragraph()
    add_inserted(paragraph, "At [$ amount] from [date]; not [", "Perdiem", WHEN, highlight_blanks=True)
    assert paragraph._p.xpath(".//w:r[w:rPr/w:highlight]/w:t/text()") == ["[$ amount]", "[date]"]


@pytest.mark.parametrize("times", [1, 2])
def test_track_changes_is_switched_on_once_and_in_its_place(times: int) -> None:
    document = docx.Document()
    for _ in range(times):
        track_revisions(document)
    tags = [child.tag for child in document.settings.element]
    assert tags.count(qn("w:trackRevisions")) == 1
    assert tags.index(qn("w:trackRevisions")) < tags.index(qn("w:defaultTabStop"))


def test_a_paragraph_of_a_hundred_thousand_words_is_redlined() -> None:
    document = docx.Document()
    words = " ".join(f"word{number}" for number in range(100_000))
    add_redline(document.add_paragraph(), words, words.replace("word777 ", "other "), "Perdiem", WHEN)
    assert paragraphs(document, accepted=False) == [words]
    assert len(document.element.xpath("//w:ins")) == 1
