"""What is written is what is read again: a book through claim files, and through every form of tables."""

from __future__ import annotations

import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.engine.book import Book
from perdiem.engine.duckdb import open_engine
from perdiem.model.book import table
from perdiem.readers.book import open_book
from perdiem.readers.x12 import read_all_claims
from perdiem.writers.tables import Form, write_tables
from perdiem.writers.x12.claims import Sending, write_claims
from tests.property.claim_books import TABLES, Rows, books

SLOWER = settings(deadline=None, max_examples=8, derandomize=True)
SENDING = Sending(datetime(2026, 3, 1, 8, 30, tzinfo=UTC))
PLACE = {
    "source_file", "interchange_control_number", "group_control_number", "transaction_control_number",
    "claim_position", "claim_offset", "line_offset", "received_date",
}  # fmt: skip


def loaded(rows: Rows) -> Book:
    book = Book(open_engine(memory_limit="500MB", threads=1))
    for name, inside in rows.items():
        book.load(table(name), pa.Table.from_pylist(inside, table(name).arrow_schema()))
    return book


def plain(rows: Rows) -> dict[str, list[Any]]:
    """The rows without the place where they stood, the claim told by its claim_id, in the order of their key."""
    ids = {line["claim_key"]: line["claim_id"] for line in rows["claim_line"]}
    found: dict[str, list[Any]] = {}
    for name in TABLES:
        declared = table(name)
        kept = [column for column in declared.names if column not in PLACE and column != "claim_key"]
        found[name] = sorted(
            (
                ids[row["claim_key"]],
                [row.get(key) for key in declared.key[1:]],
                {column: row.get(column) for column in kept},
            )
            for row in rows[name]
        )
    return found


@SLOWER
@given(books())
def test_a_book_written_as_claims_is_read_as_the_same_book(rows: Rows) -> None:
    stream = io.BytesIO()
    with loaded(rows) as book:
        written = write_claims(book, stream, SENDING)
        assert written.refused == ()
    tables, (file,) = read_all_claims(io.BytesIO(stream.getvalue()))
    assert not file.faults
    assert (file.claims, file.lines, file.charges) == (written.claims, written.lines, written.charges)
    assert file.is_complete
    assert plain({name: tables[name].to_pylist() for name in TABLES}) == plain(rows)


@settings(SLOWER, max_examples=3)
@given(books(), st.randoms())
def test_the_file_does_not_depend_on_the_order_of_the_rows(rows: Rows, draw: Any) -> None:
    texts = []
    for _ in range(2):
        stream = io.BytesIO()
        with loaded(rows) as book:
            write_claims(book, stream, SENDING)
        texts.append(stream.getvalue())
        for inside in rows.values():
            draw.shuffle(inside)
    assert texts[0] == texts[1]


@pytest.mark.parametrize("form", [Form.CSV, Form.PARQUET, Form.EXCEL, Form.DUCKDB])
def test_a_book_written_as_tables_is_read_as_the_same_book(form: Form) -> None:
    @settings(deadline=None, max_examples=3, derandomize=True)
    @given(books())
    def holds(rows: Rows) -> None:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / {Form.EXCEL: "b.xlsx", Form.DUCKDB: "b.duckdb"}.get(form, "b")
            with loaded(rows) as book:
                write_tables(book, target, form)
            with open_book([target]) as opened:
                assert opened.reading.rows_rejected == 0
                assert plain(read(opened.book)) == plain(rows)

    holds()


def read(book: Book) -> Rows:
    return {name: [row for batch in book.batches(table(name)) for row in batch.to_pylist()] for name in TABLES}
