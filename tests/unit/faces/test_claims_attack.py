"""Wrong, damaged and odd inputs of the commands over claims: each is named with its place, and nothing is lost."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

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
        ("cut.837.gz", gzip.compress(one())[:200], "cut.837.gz: the compressed file is cut off"),
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
        "print(sorted({'duckdb', 'pyarrow', 'openpyxl', 'pydantic', 'rich'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
