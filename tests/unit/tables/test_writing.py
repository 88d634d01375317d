"""Tables out of a book: what spreadsheets must not run, what they cannot hold, and what is not overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from perdiem.engine.book import Book
from perdiem.engine.duckdb import open_engine
from perdiem.errors import UnwritableFile
from perdiem.model.book import table
from perdiem.readers.book import open_book
from perdiem.writers.tables import Form, workbook, write_tables
from tests.unit.tables.samples import rows


def filled(name: str, *inside: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(inside), table(name).arrow_schema())


SPAN = {"member_id": "=1+1", "enrollment_start_date": date(2026, 1, 1), "plan": "'@x", "state": "-", "payer": "007",
        "deductible_left": Decimal("1234567.89")}  # fmt: skip
OLD = {"member_id": "B", "enrollment_start_date": date(1890, 1, 1), "deductible_left": Decimal("9999999999999999.99")}


@pytest.fixture
def book() -> Iterator[Book]:
    with Book(open_engine(memory_limit="300MB", threads=1)) as made:
        made.load(table("eligibility"), filled("eligibility", OLD, SPAN))
        yield made


def test_csv_holds_no_formula(book: Book, tmp_path: Path) -> None:
    (written,) = write_tables(book, tmp_path / "out", Form.CSV)
    assert (written.rows, written.place) == (2, str(tmp_path / "out" / "eligibility.csv"))
    head, first, second = Path(written.place).read_text("utf-8").splitlines()
    assert head.split(",") == list(table("eligibility").names)
    assert first.startswith("'=1+1,,2026-01-01,")
    assert ",''@x," in first
    assert ",'-," in first
    assert "1234567.89" in first
    assert second.startswith("B,,1890-01-01")


def test_a_workbook_keeps_texts_as_texts_and_large_amounts_whole(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_tables(book, path, Form.EXCEL)
    sheet = openpyxl.load_workbook(path)["eligibility"]
    cells = {str(head.value): (one, two) for head, one, two in zip(*sheet.iter_rows(), strict=True)}
    assert [cell.value for cell in cells["member_id"]] == ["=1+1", "B"]
    assert cells["member_id"][0].data_type == "s"
    assert cells["payer"][0].value == "007"
    assert cells["deductible_left"][0].value == 1234567.89
    assert cells["deductible_left"][1].value == "9999999999999999.99"
    assert cells["enrollment_start_date"][1].value == "1890-01-01"
    assert cells["enrollment_start_date"][0].is_date


def test_what_excel_cannot_hold_is_refused_with_advice(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.xlsx"
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    with pytest.raises(UnwritableFile, match=r"eligibility has 2 rows.*write Parquet"):
        write_tables(book, path, Form.EXCEL)
    monkeypatch.undo()
    book.load(table("eligibility"), filled("eligibility", SPAN | {"plan": "x" * 40_000}))
    with pytest.raises(UnwritableFile, match="40,000 characters"):
        write_tables(book, path, Form.EXCEL)
    assert not list(tmp_path.iterdir())


def test_what_is_there_is_kept_unless_told(book: Book, tmp_path: Path) -> None:
    for form, target in ((Form.PARQUET, tmp_path / "p"), (Form.DUCKDB, tmp_path / "b.duckdb")):
        write_tables(book, target, form)
        with pytest.raises(UnwritableFile, match="is there already"):
            write_tables(book, target, form)
        write_tables(book, target, form, replace=True)
    assert not list(tmp_path.rglob("*.part"))


def test_one_table_may_be_one_file_several_may_not(book: Book, tmp_path: Path) -> None:
    write_tables(book, tmp_path / "members.parquet", Form.PARQUET)
    found = pq.read_table(tmp_path / "members.parquet")
    assert found.column("enrollment_start_date").to_pylist() == [date(2026, 1, 1), date(1890, 1, 1)]
    assert found.schema.field("deductible_left").type == pa.decimal128(18, 2)
    book.load(table("encounter"), filled("encounter"))
    with pytest.raises(UnwritableFile, match="the book has 2 tables"):
        write_tables(book, tmp_path / "two.parquet", Form.PARQUET)


def test_a_duckdb_file_says_what_its_columns_mean(book: Book, tmp_path: Path) -> None:
    write_tables(book, tmp_path / "b.duckdb", Form.DUCKDB)
    with duckdb.connect(str(tmp_path / "b.duckdb"), read_only=True) as connection:
        said = connection.execute("SELECT comment FROM duckdb_columns() WHERE column_name = 'state'").fetchall()
    assert said == [("The state where the member lives.",)]


def test_a_place_that_cannot_be_written_is_told(book: Book, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnwritableFile):
        write_tables(book, tmp_path / "file" / "out", Form.CSV)


ASKED = {"authorization_number": "A1", "member_id": "M", "requested_at": datetime.fromisoformat("2026-03-01 14:30"),
         "decided_at": datetime.fromisoformat("2026-03-02 09:15:30.250000")}  # fmt: skip


@pytest.mark.parametrize("form", [Form.CSV, Form.PARQUET, Form.EXCEL, Form.DUCKDB])
def test_times_come_back_as_they_were(tmp_path: Path, form: Form) -> None:
    name = {Form.EXCEL: "out.xlsx", Form.DUCKDB: "out.duckdb"}.get(form, "out")
    with Book(open_engine(threads=1)) as made:
        made.load(table("authorization"), filled("authorization", ASKED))
        write_tables(made, tmp_path / name, form)
    with open_book([tmp_path / name]) as opened:
        assert opened.reading.rows_rejected == 0
        (row,) = rows(opened.book)["authorization"]
    assert (row["requested_at"], row["decided_at"]) == (ASKED["requested_at"], ASKED["decided_at"])
