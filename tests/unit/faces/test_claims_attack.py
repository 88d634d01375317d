"""Wrong, damaged and odd inputs of the commands over claims: each is named with its place, and nothing is lost."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from perdiem.engine.duckdb import open_engine
from tests.unit.faces.conftest import Perdiem
from tests.unit.x12.claim_files import one

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "claims"
CONTRACT = GOLDEN / "contract.yaml"
HEAD = (
    "claim_id,claim_key,claim_line_number,claim_type,member_id,billing_npi,claim_line_start_date,claim_line_end_date,"
    "place_of_service_code,hcpcs_code,hcpcs_modifier_1,service_unit_quantity,charge_amount,received_date,"
    "claim_charge_amount"
)
LINE = "A1,A1,1,professional,M1,1234567893,2026-03-01,2026-03-07,12,S9365,,7,3500.00,2026-03-15,3500.00"


def _table(*rows: str, head: str = HEAD, name: str = "claim_line.csv") -> Path:
    path = Path(name)
    path.write_text("\n".join([head, *rows]))
    return path


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.837", b"", "empty.837: the file is empty"),
        ("cut.837.gz", gzip.compress(one(), mtime=0)[:200], "cut.837.gz: the compressed file is cut off"),
        ("page.pdf", b"%PDF-1.4\n1 0 obj\n", "page.pdf: no ISA segment was found"),
        ("eligible.270", one().replace(b"ST*837*", b"ST*270*"), "eligible.270:ISA 000000001:GS 1:ST 0001:segment 1"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_beside_one_that_can(
    perdiem: Perdiem, name: str, content: bytes, said: str
) -> None:
    Path("one.837").write_bytes(one())
    Path(name).write_bytes(content)
    ran = perdiem("adjudicate", CONTRACT, "one.837", name, "-o", "out", "--quiet")
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert json.loads(Path("out/summary.json").read_text())["lines"] == 2
    ran = perdiem("convert", "one.837", name, "book")
    assert ran.code == 1
    assert said in ran.err
    alone = perdiem("adjudicate", CONTRACT, name, "-o", "out", "--force")
    assert alone.code == 2
    assert said in alone.err


def test_rows_set_aside_are_named_without_what_stands_in_them(perdiem: Perdiem) -> None:
    path = _table(LINE, LINE.replace("A1,1,", "A1,2,").replace("2026-03-01", "DOE JANE"))
    ran = perdiem("adjudicate", CONTRACT, path, "-o", "out", "-q")
    assert ran.code == 1
    assert "claim_line.csv:row 3: claim_line_start_date should be a date" in ran.err
    assert "{from: THEIR_COLUMN, date: MM/DD/YYYY}" in ran.err
    assert "DOE" not in ran.err
    assert "rows_rejected says where and why" in ran.err


def test_a_quote_that_is_not_closed_says_how_much_of_the_file_it_takes(perdiem: Perdiem) -> None:
    rows = [LINE.replace("A1,1,", f"A1,{number},") for number in range(1, 7)]
    rows[1] = rows[1].replace("S9365", '"S9365')
    ran = perdiem("adjudicate", CONTRACT, _table(*rows), "-o", "out", "-q")
    assert ran.code == 1
    assert "row 3: the row has a quote that is not closed, so that 4 more lines of the file were not read" in ran.err


def test_codes_and_modifiers_in_small_letters_are_those_in_capitals(perdiem: Perdiem) -> None:
    second = LINE.replace("A1,1,", "A1,2,").replace("S9365,,", "s9500,sh,")
    assert perdiem("adjudicate", CONTRACT, _table(LINE.replace("S9365", "s9365"), second), "-o", "out").code == 0
    lines = pq.read_table("out/decided_line.parquet").to_pylist()
    assert {(line["hcpcs_code"], line["modifiers"], line["disposition"]) for line in lines} == {
        ("S9365", "", "paid"), ("S9500", "SH", "paid"),
    }  # fmt: skip


def test_no_claims_at_all_is_answered_with_what_to_name(perdiem: Perdiem) -> None:
    ran = perdiem("adjudicate", CONTRACT)
    assert ran.code == 2
    assert "name the claims after the contract" in ran.err


def test_packed_claim_files_beside_tables_are_read(perdiem: Perdiem) -> None:
    Path("in").mkdir()
    _table("M1,2025-01-01,2026-12-31", head="member_id,enrollment_start_date,enrollment_end_date",
           name="in/eligibility.csv")  # fmt: skip
    Path("in/one.837.gz").write_bytes(gzip.compress(one()))
    assert perdiem("adjudicate", CONTRACT, "in", "-o", "out").code == 0
    assert json.loads(Path("out/summary.json").read_text())["lines"] == 2


@pytest.mark.parametrize("command", ["", "adjudicate", "convert", "new", "explain", "compare"])
def test_help_answers_without_the_engine(command: str) -> None:
    code = (
        f"import sys; sys.argv = ['perdiem', *{command.split()!r}, '--help']\n"
        "from perdiem.faces.cli import main\n"
        "try: main.run()\n"
        "except SystemExit: pass\n"
        "print(sorted({'duckdb', 'pyarrow', 'openpyxl', 'python_calamine', 'rich'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_too_little_memory_is_said(perdiem: Perdiem) -> None:
    ran = perdiem("adjudicate", CONTRACT, _table(LINE), "--memory-limit", "10MB")
    assert ran.code == 2
    assert "the memory allowed is not enough" in ran.err


def test_charges_beyond_any_amount_are_rejected_and_add_up(perdiem: Perdiem) -> None:
    head, line = HEAD.removesuffix(",claim_charge_amount"), LINE.removesuffix(",3500.00")
    rows = [line.replace("A1,1,", f"A1,{n},").replace("3500.00", "9999999999999999.99") for n in (1, 2, 3)]
    ran = perdiem("adjudicate", CONTRACT, _table(*rows, head=head), "-o", "out")
    assert ran.code == 0
    assert "29,999,999,999,999,999.97 charged = 0.00 paid" in ran.out
    assert (
        "charge_out_of_range" in perdiem("explain", "--claim", "A1", "-c", CONTRACT, "claim_line.csv", "-f", "json").out
    )


def _workbook(name: str, *rows: list[object], sheet: str = "claim_line") -> Path:
    book = openpyxl.Workbook()
    active = book.active
    assert active is not None
    active.title = sheet
    for row in rows:
        active.append(row)
    book.save(name)
    return Path(name)


def test_a_title_above_the_headings_is_named(perdiem: Perdiem) -> None:
    path = _workbook("titled.xlsx", ["Claims of March"], [], [*HEAD.split(",")], [*LINE.split(",")])
    ran = perdiem("adjudicate", CONTRACT, path)
    assert ran.code == 3
    assert "the headings are taken from row 1, the first that is not empty: remove titles above them" in ran.err


def test_a_sheet_of_another_name_is_answered_with_how_to_say_what_it_holds(perdiem: Perdiem) -> None:
    path = _workbook("export.xlsx", [*HEAD.split(",")], [*LINE.split(",")], sheet="Sheet1")
    ran = perdiem("adjudicate", CONTRACT, path)
    assert ran.code == 2
    assert "no table of the book is called so: sheet Sheet1; name files and sheets after" in ran.err
    assert perdiem("adjudicate", CONTRACT, "--table", f"claim_line={path}", "-o", "out").code == 0


def test_a_workbook_in_a_folder_is_the_table_that_it_is_called_after(perdiem: Perdiem) -> None:
    Path("in").mkdir()
    _table(LINE, name="in/claim_line.csv")
    names = ["catheter_id", "member_id", "line_type", "placed_date"]
    _workbook("in/catheter.xlsx", names, ["C1", "M1", "picc", "2026-01-05"], sheet="Sheet1")
    ran = perdiem("convert", "in", "out/")
    assert ran.code == 0, ran.err
    assert [path.stem for path in sorted(Path("out").iterdir())][:1] == ["catheter"]
    Path("in/claim_line.csv").unlink()
    assert perdiem("convert", "in", "alone/").code == 0


def test_a_folder_of_tables_with_other_names_is_not_taken_for_claim_files(perdiem: Perdiem) -> None:
    Path("in").mkdir()
    _table(LINE, name="in/extract.csv")
    ran = perdiem("adjudicate", CONTRACT, "in")
    assert ran.code == 2
    assert "none of its tables is called as the book calls it: extract.csv; say what each holds, such as" in ran.err


@pytest.mark.parametrize("option", ["--output", "--835"])
def test_a_file_where_a_folder_should_be_is_refused_before_the_work(perdiem: Perdiem, option: str) -> None:
    Path("there").write_text("mine")
    ran = perdiem("adjudicate", CONTRACT, _table(LINE), option, "there")
    assert (ran.code, ran.out) == (4, "")
    assert f"there: is a file; name a folder with {option}" in ran.err


def test_answers_are_refused_before_the_work_where_no_claim_file_is_given(perdiem: Perdiem) -> None:
    ran = perdiem("adjudicate", CONTRACT, _table(LINE), "--acknowledge", "answers")
    assert (ran.code, ran.out, Path("adjudicated").exists()) == (2, "", False)


def test_force_leaves_no_table_of_an_earlier_run(perdiem: Perdiem) -> None:
    bad = LINE.replace("A1,1,", "A1,2,").replace("3500.00,2026", "x,2026")
    assert perdiem("adjudicate", CONTRACT, _table(LINE, bad), "-o", "out", "-q").code == 1
    assert Path("out/rows_rejected.parquet").exists()
    Path("out/mine.csv").write_text("stays")
    assert perdiem("adjudicate", CONTRACT, _table(LINE), "-o", "out", "-q", "--force", "-f", "csv").code == 0
    assert {path.name for path in Path("out").iterdir()} == {
        "decided_line.csv", "line_adjustment.csv", "line_finding.csv", "summary.html", "summary.json",
        "adjudication.xlsx", "mine.csv",
    }  # fmt: skip


def test_an_interrupted_query_is_an_interruption() -> None:
    with open_engine() as engine:
        timer = threading.Timer(0.2, engine.connection.interrupt)
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            engine.run("SELECT sum(hash(a.range * b.range)) FROM range(1000000) a, range(1000000) b").fetchall()
        timer.join()


def test_lines_that_rules_see_less_of_are_counted(perdiem: Perdiem) -> None:
    bare = LINE.replace(",M1,1234567893,", ",,,").replace("2026-03-15", "").replace("S9365,,", 'S9365,"SH,SJ",')
    assert perdiem("adjudicate", CONTRACT, _table(LINE, bare.replace("A1,1,", "A1,2,")), "-o", "out").code == 0
    notes = "\n".join(json.loads(Path("out/summary.json").read_text())["notes"])
    for words in ("no member: each", "no billing NPI: ", "no received date: ", "a modifier that is not two characters"):
        assert f"1 line has {words}" in notes


def test_standard_output_is_no_place_for_tables(perdiem: Perdiem) -> None:
    ran = perdiem("convert", _table(LINE), "-")
    assert (ran.code, Path("-").exists()) == (2, False)
    assert "tables are written to a folder or a file: name one" in ran.err


def test_a_server_that_does_not_answer_is_named_with_its_answer(perdiem: Perdiem) -> None:
    ran = perdiem("convert", "postgresql://127.0.0.1:1/claims", "out")
    assert ran.code == 3
    assert "127.0.0.1/claims: cannot be reached: " in ran.err
    assert "failed" in ran.err


def _parquet(name: str, **columns: object) -> Path:
    rows = {
        "claim_id": ["A", "A"], "claim_line_number": [1, 2], "claim_line_start_date": [date(2026, 3, 1)] * 2,
        "hcpcs_code": ["S9365", "S9500"], "service_unit_quantity": [1, 1], "charge_amount": [500.0, 400.0],
        "place_of_service_code": ["12", "12"],
    }  # fmt: skip
    pq.write_table(pa.table({**rows, **columns}), name)
    return Path(name)


def test_numbers_that_are_none_are_set_aside_and_not_taken_for_blanks(perdiem: Perdiem) -> None:
    path = _parquet("claim_line.parquet", service_unit_quantity=[float("inf"), 1e300])
    ran = perdiem("adjudicate", CONTRACT, path)
    assert ran.code == 2
    assert "row 1: service_unit_quantity should be a number" in ran.err
    assert "row 2: service_unit_quantity should be a number" in ran.err


def test_a_column_of_lists_is_refused(perdiem: Perdiem) -> None:
    ran = perdiem("adjudicate", CONTRACT, _parquet("claim_line.parquet", hcpcs_code=[["S9365"], ["S9500"]]))
    assert ran.code == 1
    assert "claim_line.hcpcs_code: the column holds lists or structures" in ran.err


def test_a_source_of_the_mapping_that_no_input_holds_is_told(perdiem: Perdiem) -> None:
    Path("map.yaml").write_text("eligibility:\n  source: elig\n  member_id: mbr\n")
    ran = perdiem("adjudicate", CONTRACT, _table(LINE), "--mapping", "map.yaml", "-o", "out")
    assert ran.code == 0
    assert "Note: the mapping speaks of eligibility with the source 'elig', which no input holds." in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-f", "pdf"), "Invalid value for '--format' / '-f': 'pdf' is not one of 'parquet', 'csv', 'xlsx', 'duckdb'."),
        (("--threads", "0"), "Invalid value for '--threads': it should be greater than or equal to 1"),
    ],
)
def test_a_wrong_option_is_told_in_plain_words(perdiem: Perdiem, words: tuple[str, ...], said: str) -> None:
    ran = perdiem("adjudicate", CONTRACT, "one.837", *words)
    assert ran.code == 2
    assert ran.err.splitlines()[-1] == f"Error: {said}"
    assert ran.err.splitlines()[0] == "Usage: perdiem adjudicate [OPTIONS] {CONTRACT} [CLAIMS]..."
