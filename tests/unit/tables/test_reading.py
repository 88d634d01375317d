"""A book out of tables: what is kept, what is set aside and why, and what is filled."""

from __future__ import annotations

import errno
import gzip
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from perdiem.engine.duckdb import open_engine
from perdiem.errors import FaultsFound, UnreadableFile, UsageError
from perdiem.readers.book import open_book
from tests.unit.tables.samples import Rows, claim_file, rows, table_file

LINES = """claim_id,claim_line_number,charge_amount,claim_line_start_date,claim_line_end_date,ndc,colour
A,1,"1,000.00",2026-01-01,2026-01-02,0409-7335-01,red
A,2,$5,20260105,,,
B,1,x,,,,
C,1,3,2026-01-09,2026-01-01,,
C,2
,1,4,,,,
"""


def opened(*inputs: Any, **options: Any) -> tuple[Rows, Any]:
    with open_book(inputs, **options) as found:
        return rows(found.book), found.reading


def test_lines_of_a_warehouse_become_claim_lines_and_nothing_is_lost(tmp_path: Path) -> None:
    found, reading = opened(table_file(tmp_path, "medical_claim.csv", LINES))
    first, second = found["claim_line"]
    assert (first["claim_key"], first["claim_id"], first["claim_type"]) == ("A", "A", "professional")
    assert (first["charge_amount"], first["ndc"]) == (Decimal("1000.00"), "00409733501")
    assert first["claim_charge_amount"] == second["claim_charge_amount"] == Decimal("1005.00")
    assert second["claim_line_start_date"] == date(2026, 1, 5)
    (one,) = reading.tables
    assert (one.rows_read, one.rows_kept, one.rows_rejected) == (6, 2, 4)
    assert (one.charges_read, one.charges_kept) == (Decimal("1012.00"), Decimal("1005.00"))
    assert (reading.claims_read, reading.claims_rejected, reading.lines_read) == (3, 2, 6)
    told = " ".join(reading.notes)
    assert "claim_line has no such column: colour" in told
    assert "claim_key is claim_id" in told
    assert "taken for professional" in told
    assert "sum of the claim's lines" in told


def test_each_rejected_row_is_named_with_its_row_column_and_value(tmp_path: Path) -> None:
    path = table_file(tmp_path, "claim_line.csv", LINES)
    found, _ = opened(path)
    told = {(each["row_number"], each["column_name"], each["rule"], each["value"]) for each in found["table_reject"]}
    assert told == {
        (4, "charge_amount", "unreadable", "x"),
        (5, "claim_line_end_date", "order", "2026-01-01"),
        (6, None, "malformed_row", "C,2"),
        (7, "claim_id", "missing", None),
        (7, "claim_key", "missing", None),
    }
    assert {each["source_file"] for each in found["table_reject"]} == {str(path)}


def test_rows_after_several_malformed_ones_keep_their_numbers(tmp_path: Path) -> None:
    head = "member_id,enrollment_start_date,plan\n"
    text = head + 'M1,2026-01-01,\nbad\nbad\nM2,?,\nbad,1\nM3,2026-01-01,\nM4,!,"two\nlines"\n'
    found, reading = opened(table_file(tmp_path, "eligibility.csv", text))
    assert sorted(each["row_number"] for each in found["table_reject"]) == [3, 4, 5, 6, 8]
    assert reading.tables[0].rows_read == 7


def test_words_that_are_not_allowed_are_told_with_those_that_are(tmp_path: Path) -> None:
    text = "member_id,enrollment_start_date,line_of_business\nM1,2026-01-01,Commercial\nM2,2026-01-01,comercial\n"
    found, _ = opened(table_file(tmp_path, "eligibility.csv", text))
    assert found["eligibility"][0]["line_of_business"] == "commercial"
    (reject,) = found["table_reject"]
    assert (reject["rule"], reject["row_key"]) == ("not_allowed", "M2 2026-01-01")
    assert "tricare" in reject["reason"]


def test_of_rows_with_the_same_key_only_those_that_are_alike_leave_one(tmp_path: Path) -> None:
    head = "claim_id,claim_line_number,charge_amount\n"
    one = table_file(tmp_path, "claim_line/a.csv", head + "C,1,3\nD,1,3\nE,1,1\n")
    table_file(tmp_path, "claim_line/b.csv", head + "C,1,3\nD,1,4\n")
    found, reading = opened(one.parent.parent)
    assert [(each["claim_id"], each["charge_amount"]) for each in found["claim_line"]] == [
        ("C", Decimal("3.00")), ("E", Decimal("1.00")),
    ]  # fmt: skip
    assert [each["rule"] for each in found["table_reject"]] == ["duplicate"] * 3
    assert (reading.tables[0].rows_read, reading.tables[0].rows_rejected) == (5, 3)
    assert reading.charges_rejected == Decimal("10.00")
    assert (reading.claims_read, reading.claims_rejected, reading.claims_in_part) == (3, 1, 0)


def test_the_order_of_rows_and_files_does_not_matter(tmp_path: Path) -> None:
    head = "claim_id,claim_line_number,charge_amount,member_id\n"
    inside = ["C,1,3,M\n", "D,1,3,M\n", "D,1,4,M\n", "E,1,1,M\n", "C,1,3,M\n"]
    for name, first, second in (("x", inside[:2], inside[2:]), ("y", inside[:-4:-1], inside[1::-1])):
        table_file(tmp_path / name, "claim_line/1.csv", head + "".join(first))
        table_file(tmp_path / name, "claim_line/2.csv", head + "".join(second))
    both = []
    for name in ("x", "y"):
        found, _ = opened(tmp_path / name)
        both.append([{k: v for k, v in each.items() if k != "source_file"} for each in found["claim_line"]])
    assert both[0] == both[1]


def test_a_missing_required_column_is_told_with_what_is_there_for_all_tables_at_once(tmp_path: Path) -> None:
    table_file(tmp_path, "claim_line.csv", "claim_id,claim_line_number,charge_amt\nA,1,3\n")
    table_file(tmp_path, "eligibility.csv", "member,enrollment_start_date\nM,2026-01-01\n")
    with pytest.raises(FaultsFound) as caught:
        open_book([tmp_path])
    first, second = caught.value.faults
    assert first.term == "claim_line.charge_amount"
    assert "claim_id, claim_line_number, charge_amt" in first.message
    assert "did you mean 'charge_amt'?" in str(first.suggestion)
    assert second.term == "eligibility.member_id"


def test_a_key_of_the_claim_holds_the_extract_that_it_comes_from(tmp_path: Path) -> None:
    text = "data_source,claim_id,claim_line_number,charge_amount\nnorth,A,1,3\nsouth,A,1,4\n"
    found, reading = opened(table_file(tmp_path, "medical_claim.csv", text))
    assert [each["claim_key"] for each in found["claim_line"]] == ["north#A", "south#A"]
    assert [each["source_file"] for each in found["claim_line"]] == ["north", "south"]
    assert not any("left aside" in note for note in reading.notes)


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffclaim_id;claim_line_number;charge_amount;payer\r\nA;1;3;Müller\r\n".encode(),
        "claim_id\tclaim_line_number\tcharge_amount\tpayer\nA\t1\t3\tMüller\n".encode("utf-16"),
        "claim_id,claim_line_number,charge_amount,payer\nA,1,3,Müller".encode("latin-1"),
        gzip.compress("claim_id|claim_line_number|charge_amount|payer\nA|1|3|Müller\n".encode(), mtime=0),
    ],
    ids=["semicolons", "utf-16", "latin-1", "gz"],
)
def test_marks_encodings_and_packing_are_told_from_the_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / ("claim_line.csv.gz" if data.startswith(b"\x1f") else "claim_line.csv")
    path.write_bytes(data)
    found, _ = opened(path)
    (line,) = found["claim_line"]
    assert (line["payer"], line["charge_amount"]) == ("Müller", Decimal("3.00"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no header"), ("a,a\n1,2\n", "names a column twice"), ("a,,b\n1,2,3\n", "column 2 has no name"),
        ("claim_id\x00\n", "neither CSV"),
    ],
)  # fmt: skip
def test_a_file_without_a_good_header_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        open_book([table_file(tmp_path, "claim_line.csv", text)])


def test_an_open_quote_loses_no_row_in_silence(tmp_path: Path) -> None:
    text = 'claim_id,claim_line_number,charge_amount\nA,1,3\n"B,1,4\nC,1,5\n'
    found, reading = opened(table_file(tmp_path, "claim_line.csv", text))
    assert [each["claim_id"] for each in found["claim_line"]] == ["A"]
    assert any("quote" in each["reason"] for each in found["table_reject"])
    assert reading.tables[0].rows_rejected >= 1


def test_a_workbook_has_a_sheet_a_table_with_its_dates_numbers_and_zeros(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Claim_Line"
    sheet.append(["claim_id", "claim_line_number", "charge_amount", "claim_start_date", "ndc", "place_of_service_code"])
    sheet.append(["A", 1, 0.1 + 0.2, date(2026, 3, 1), 409733501, 4])
    sheet.append([None])
    sheet.append([99601, 2, "oops", date(2026, 3, 1), "00409-7335-01", "12"])
    book.create_sheet("Notes").append(["hello"])
    path = tmp_path / "anything.xlsx"
    book.save(path)
    found, reading = opened(path)
    (line,) = found["claim_line"]
    assert (line["charge_amount"], line["claim_start_date"]) == (Decimal("0.30"), date(2026, 3, 1))
    assert (line["ndc"], line["place_of_service_code"]) == ("00409733501", "04")
    (reject,) = found["table_reject"]
    assert (reject["row_number"], reject["source_file"], reject["row_key"]) == (4, f"{path}!Claim_Line", "99601 2")
    assert any("sheet Notes" in note for note in reading.notes)


def test_parquet_is_read_where_it_lies_in_its_own_types_and_in_parts(tmp_path: Path) -> None:
    folder = tmp_path / "claim_line"
    folder.mkdir()
    query = "SELECT 'A' AS claim_id, {n} AS claim_line_number, {charge} AS charge_amount, "
    query += "TIMESTAMP '2026-03-01' AS claim_start_date"
    duckdb.execute(f"COPY ({query.format(n=1, charge='0.1::DOUBLE + 0.2')}) TO '{folder}/1.parquet'")
    duckdb.execute(f"COPY ({query.format(n=2, charge='2.005::DOUBLE')}) TO '{folder}/2.parquet'")
    found, _ = opened(tmp_path)
    (line,) = found["claim_line"]
    assert (line["charge_amount"], line["claim_start_date"]) == (Decimal("0.30"), date(2026, 3, 1))
    (reject,) = found["table_reject"]
    assert (reject["source_file"], reject["row_number"]) == (f"{folder}/2.parquet", 1)


def test_a_broken_parquet_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "claim_line"
    folder.mkdir()
    duckdb.execute(f"COPY (SELECT 'A' AS claim_id) TO '{folder}/1.parquet'")
    (folder / "2.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(UnreadableFile, match=r"2\.parquet: cannot be read as Parquet"):
        open_book([tmp_path])


def test_a_duckdb_file_is_read_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.db"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA dw; CREATE TABLE dw.facts (clm VARCHAR, ln INT, amt DECIMAL(9,2))")
        connection.execute("INSERT INTO dw.facts VALUES ('A', 1, 3), (NULL, 2, 4)")
        connection.execute(
            "CREATE VIEW eligibility AS SELECT 'M' AS member_id, DATE '2026-01-01' AS enrollment_start_date"
        )
        connection.execute("CREATE TABLE other (a INT)")
    mapping = table_file(
        tmp_path,
        "map.yaml",
        "claim_line:\n  source: dw.facts\n  claim_id: CLM\n  claim_line_number: ln\n  charge_amount: amt\n",
    )
    found, reading = opened(path, mapping=mapping)
    assert [each["claim_id"] for each in found["claim_line"]] == ["A"]
    assert found["eligibility"][0]["member_id"] == "M"
    assert {each["row_number"] for each in found["table_reject"]} == {2}
    assert any("table other" in note for note in reading.notes)


def test_claim_files_and_tables_make_one_book(tmp_path: Path) -> None:
    claims = claim_file(tmp_path)
    found, reading = opened(
        claims, table_file(tmp_path, "eligibility.csv", "member_id,enrollment_start_date\nM1,20260101\n")
    )
    assert len(found["claim_line"]) == 2
    assert found["other_payer_adjustment"][0]["reason_code"] == "45"
    assert found["eligibility"][0]["member_id"] == "M1"
    assert (reading.claim_files[0].claims, reading.claims_read, reading.lines_read) == (1, 1, 2)
    assert reading.charges_read == Decimal("150.00")


def test_a_folder_may_hold_claim_files_beside_tables_and_tells_what_it_passes_over(tmp_path: Path) -> None:
    claim_file(tmp_path)
    table_file(tmp_path, "eligibility.csv", "member_id,enrollment_start_date\nM1,20260101\n")
    table_file(tmp_path, "readme.md", "hello")
    found, reading = opened(tmp_path)
    assert {"claim_line", "eligibility"} <= found.keys()
    assert any("readme.md" in note for note in reading.notes)


def test_a_file_is_named_with_its_table_or_as_a_pattern(tmp_path: Path) -> None:
    for part in ("1", "2"):
        table_file(tmp_path, f"part{part}.csv", f"claim_id,claim_line_number,charge_amount\nA,{part},3\n")
    found, _ = opened(tables={"medical_claim": str(tmp_path / "part*.csv")})
    assert [each["claim_line_number"] for each in found["claim_line"]] == [1, 2]
    assert found["claim_line"][0]["claim_charge_amount"] == Decimal("6.00")


@pytest.mark.parametrize(
    ("name", "options", "wrong", "message"),
    [
        ("mystery.csv", {}, UsageError, "--table TABLE="),
        ("nothing.837", {}, UnreadableFile, "there is no such file"),
        ("fake.duckdb", {}, UnreadableFile, "not a DuckDB database"),
        (None, {"tables": {"claim_lin": "x.csv"}}, UsageError, "did you mean 'claim_line'"),
        (None, {"tables": {"claim_line": "nowhere*.csv"}}, UnreadableFile, "no file matches"),
        (None, {}, UsageError, "no table of the book"),
    ],
)  # fmt: skip
def test_inputs_that_cannot_be_used(tmp_path: Path, name: str | None, options: Any, wrong: Any, message: str) -> None:
    if name and "nothing" not in name:
        table_file(tmp_path, name, "a,b\n1,2\n")
    with pytest.raises(wrong, match=message):
        open_book([tmp_path / name] if name else [], **options)


@pytest.mark.parametrize("name", ["eligibility.csv", "Patient.ndjson"])
def test_a_file_that_may_not_be_read_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = table_file(tmp_path, name, '{"resourceType":"Patient"}\n')
    opens = Path.open

    def locked(self: Path, *more: Any, **options: Any) -> Any:  # the tests may run as root, who may read all
        if self == path:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opens(self, *more, **options)

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(UnreadableFile, match=r"cannot be read: Permission denied$"):
        open_book([path])


def test_the_same_input_twice_is_refused(tmp_path: Path) -> None:
    path = claim_file(tmp_path)
    with pytest.raises(UsageError, match="named twice"):
        open_book([path, tmp_path / "." / path.name])


def test_the_working_folder_goes_with_the_book_and_when_it_cannot_be_opened(tmp_path: Path) -> None:
    engine = open_engine(folder=tmp_path, memory_limit="200MB", threads=1)
    with pytest.raises(UnreadableFile):
        open_book([tmp_path / "nothing.837"], engine=engine)
    with open_book([claim_file(tmp_path)], engine=open_engine(folder=tmp_path)):
        assert list(tmp_path.glob("perdiem-*"))
    assert not list(tmp_path.glob("perdiem-*"))
    with pytest.raises(UsageError, match="DuckDB cannot be opened"):
        open_engine(memory_limit="a lot", folder=tmp_path)
