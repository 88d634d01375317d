"""`perdiem adjudicate`, `explain --claim` and `compare --book`, as a shell runs them."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

import perdiem as api
from perdiem.faces.cli.adjudicate import spark_memory
from tests.unit.faces.conftest import Perdiem
from tests.unit.x12.claim_files import CLAIM, one

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "claims"
CONTRACT, CLAIMS, APPROVALS = (GOLDEN / name for name in ("contract.yaml", "claim_line.csv", "authorization_item.csv"))


def test_a_run_leaves_its_tables_its_page_and_its_workbook(perdiem: Perdiem) -> None:
    ran = perdiem("adjudicate", CONTRACT, CLAIMS, "--book", APPROVALS, "-o", "out")
    assert ran.code == 0, ran.err
    assert {path.name for path in Path("out").iterdir()} == {
        "decided_line.parquet", "line_adjustment.parquet", "line_finding.parquet",
        "summary.html", "summary.json", "adjudication.xlsx",
    }  # fmt: skip
    lines = pq.read_table("out/decided_line.parquet").to_pylist()
    adjustments = pq.read_table("out/line_adjustment.parquet").to_pylist()
    summary = json.loads(Path("out/summary.json").read_text())
    assert summary["format"] == "perdiem-run-summary/1"
    assert summary["lines_read"] == len(lines) == 7
    assert Decimal(summary["paid"]) == sum(line["paid_amount"] for line in lines) == Decimal("2247.00")
    assert sum(line["charge_amount"] for line in lines) == Decimal("2247.00") + sum(a["amount"] for a in adjustments)
    assert "Lines: 7 read = 7 decided + 0 rejected; 3 claims decided." in ran.out
    assert "Dollars: 13,660.00 charged = 2,247.00 paid + 11,413.00 adjusted" in ran.out


def test_the_workbook_has_amounts_as_numbers_and_every_line(perdiem: Perdiem) -> None:
    assert perdiem("adjudicate", CONTRACT, CLAIMS, "-o", "out", "--quiet").code == 0
    book = openpyxl.load_workbook("out/adjudication.xlsx")
    assert book.sheetnames == [
        "Summary", "By disposition", "By code", "By therapy", "By reason", "Recommendations", "Lines", "Terms",
    ]  # fmt: skip
    rows = list(book["Lines"].iter_rows(values_only=True))
    paid = rows[0].index("Paid")
    assert len(rows) == 8
    assert round(sum(row[paid] for row in rows[1:]), 2) == 2247.00


@pytest.mark.parametrize(
    ("form", "file"), [("csv", "decided_line.csv"), ("xlsx", "tables.xlsx"), ("duckdb", "adjudication.duckdb")]
)
def test_the_tables_are_written_in_every_form(perdiem: Perdiem, form: str, file: str) -> None:
    ran = perdiem(
        "adjudicate", CONTRACT, CLAIMS, "-o", "out", "--format", form, "--threads", 1, "--memory-limit", "1GB"
    )
    assert ran.code == 0, ran.err
    assert (Path("out") / file).stat().st_size > 500
    if form == "csv":
        with Path("out/decided_line.csv").open() as lines:
            assert len(list(csv.DictReader(lines))) == 7


def test_what_is_there_stays_unless_force_is_said(perdiem: Perdiem) -> None:
    assert perdiem("adjudicate", CONTRACT, CLAIMS, "-o", "out", "-q").code == 0
    again = perdiem("adjudicate", CONTRACT, CLAIMS, "-o", "out", "-q")
    assert again.code == 4
    assert "say --force to replace it" in again.err
    assert perdiem("adjudicate", CONTRACT, CLAIMS, "-o", "out", "-q", "--force").code == 0


def test_claim_files_are_decided_and_answered(perdiem: Perdiem) -> None:
    Path("one.837").write_bytes(one())
    Path("wrong.837").write_bytes(one(claim=["CLM*C2*999***12:B:1*Y*A*Y*Y", *CLAIM[1:]]))
    ran = perdiem("adjudicate", CONTRACT, "one.837", "wrong.837", "-o", "out", "--acknowledge", "answers")
    summary = json.loads(Path("out/summary.json").read_text())
    assert summary["lines_read"] == summary["lines"] + summary["lines_rejected"] == 4
    assert ran.code == (1 if summary["lines_rejected"] else 0)
    assert {"one.837.999", "one.837.277ca", "wrong.837.277ca"} <= {path.name for path in Path("answers").iterdir()}


def test_rejected_rows_are_counted_written_and_end_with_one(perdiem: Perdiem) -> None:
    rows = CLAIMS.read_text().splitlines()
    Path("claim_line.csv").write_text("\n".join([*rows, rows[-1].replace("A-1003", "A-1004").replace("6000.00", "x")]))
    ran = perdiem("adjudicate", CONTRACT, "claim_line.csv", "-o", "out")
    assert ran.code == 1
    assert "Lines: 8 read = 7 decided + 1 rejected" in ran.out
    assert pq.read_table("out/rows_rejected.parquet").num_rows >= 1


def test_remittances_are_written_for_what_was_decided(perdiem: Perdiem) -> None:
    words = ("adjudicate", CONTRACT, CLAIMS, "-o", "out", "--force", "--835", "paid", "--payment-date", "2026-04-01")
    ran = perdiem(*words)
    assert ran.code == 0, ran.err
    (file,) = Path("paid").glob("*.835")
    segments = file.read_text().split("~")
    claims = [segment.strip().split("*") for segment in segments if segment.strip().startswith("CLP*")]
    # A-1003 waits for a price and is held back
    assert [(claim[1], Decimal(claim[3]), Decimal(claim[4])) for claim in claims] == [
        ("A-1001", Decimal("6260.00"), Decimal("2247.00")),
        ("A-1002", Decimal("1400.00"), Decimal("0.00")),
    ]
    again = perdiem(*words)
    assert again.code == 4
    assert "holds remittances already" in again.err


def test_what_was_paid_is_held_against_the_contract(perdiem: Perdiem) -> None:
    assert perdiem("adjudicate", CONTRACT, CLAIMS, "-o", "theirs", "--835", "paid", "-q").code == 0
    ran = perdiem("adjudicate", GOLDEN / "amended.yaml", CLAIMS, "paid", "-o", "checked")
    assert ran.code == 0, ran.err
    told = json.loads(Path("checked/summary.json").read_text())["remitted"]
    assert (told["claims"], told["paid"], told["on_these"], told["on_others"]) == (2, "2247.00", "2247.00", "0.00")
    rows = pq.read_table("checked/remittance_compared.parquet").to_pylist()
    assert len(rows) == 7
    assert {row["outcome"] for row in rows if row["claim_id"] == "A-1003"} == {"not_remitted"}
    less = [row for row in rows if row["outcome"] == "paid_less"]
    assert sum(row["difference_amount"] for row in less) == Decimal(_named(told["outcomes"], "paid_less")["difference"])
    assert less
    assert "What was paid beside what the contract pays" in ran.out
    assert "Paid otherwise" in openpyxl.load_workbook("checked/adjudication.xlsx").sheetnames
    page = Path("checked/summary.html").read_text()
    assert "The lines that differ most" in page
    # the same out of tables: what convert makes of remittances is read again
    assert perdiem("convert", "paid", "tables").code == 0
    assert perdiem("adjudicate", GOLDEN / "amended.yaml", CLAIMS, "--book", "tables", "-o", "again", "-q").code == 0
    assert json.loads(Path("again/summary.json").read_text())["remitted"] == told


def _named(shares: list[dict[str, str]], name: str) -> dict[str, str]:
    return next(share for share in shares if share["name"] == name)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("adjudicate", CONTRACT, APPROVALS), 2, "they hold no claim line"),
        (("adjudicate", CONTRACT, "none.837"), 3, "there is no such file"),
        (("adjudicate", "none.yaml", CLAIMS), 3, "none.yaml"),
        (("adjudicate", CONTRACT, CLAIMS, "--table", "x"), 2, "write it as TABLE=FILE"),
        (("explain", "--claim", "A-1001", CLAIMS), 2, "--claim needs the contract"),
        (("explain", "--claim", "A-1001", "-c", CONTRACT), 2, "--claim needs the claims"),
        (("explain", "--claim", "A-1009", "-c", CONTRACT, CLAIMS), 2, "near it: A-1001, A-1002, A-1003"),
        (("explain", "7", "8"), 2, "name one recommendation"),
        (("explain",), 2, "name one recommendation"),
        (("explain", "7", "--format", "html"), 2, "text or json"),
        (("explain", "7", "--book", CLAIMS), 2, "go with --claim"),
        (("compare", CONTRACT, CONTRACT, "--format", "html"), 2, "name them with --book"),
        (("compare", CONTRACT, CONTRACT, "--threads", "1"), 2, "go with --book"),
    ],
)
def test_wrong_words_are_answered(perdiem: Perdiem, words: tuple[object, ...], code: int, said: str) -> None:
    ran = perdiem(*words)
    assert ran.code == code
    assert said in ran.err


def test_a_claim_that_was_set_aside_is_answered_with_the_reason(perdiem: Perdiem) -> None:
    Path("one.837").write_bytes(one())
    Path("wrong.837").write_bytes(one(claim=["CLM*C2*x***12:B:1*Y*A*Y*Y", *CLAIM[1:]]))
    ran = perdiem("explain", "--claim", "C2", "-c", CONTRACT, "one.837", "wrong.837")
    assert ran.code == 2
    assert "claim C2 of wrong.837 was set aside when it was read: " in ran.err


def test_a_story_is_written_in_every_form(perdiem: Perdiem) -> None:
    words = ("explain", "--claim", "A-1001", "-c", CONTRACT, CLAIMS, "-b", APPROVALS)
    for ending in ("txt", "json", "html"):
        assert perdiem(*words, "-o", f"story.{ending}").code == 0
    claims = json.loads(Path("story.json").read_text())["claims"]
    assert [line["paid"] for line in claims[0]["lines"]] == ["1792.00", "455.00", "0.00", "0.00", "0.00"]
    assert "7 days x 320.00 = 2,240.00" in Path("story.html").read_text()
    assert Path("story.txt").read_text().startswith("Claim A-1001\n")


def test_a_comparison_over_claims_is_written_in_every_form(perdiem: Perdiem) -> None:
    words = ("compare", CONTRACT, GOLDEN / "amended.yaml", "--book", CLAIMS, "--book", APPROVALS, "-q")
    for ending in ("json", "html", "xlsx"):
        assert perdiem(*words, "-o", f"compared.{ending}").code == 0
    found = json.loads(Path("compared.json").read_text())
    assert (found["total"]["paid_before"], found["total"]["paid_after"]) == ("2247.00", "3554.00")
    assert [change["term"] for change in found["changes"]] == [
        "concurrent_therapies.second", "concurrent_therapies.third", "authorization.rules.1",
    ]  # fmt: skip
    sheet = openpyxl.load_workbook("compared.xlsx")["By code"]
    assert [sheet["A2"].value, sheet["I2"].value] == ["S9374", 700.0]


def test_programs_open_a_book_decide_it_and_ask_why() -> None:
    agreement = api.read_contract(CONTRACT)
    with api.open_book([CLAIMS], tables={"authorization_item": str(APPROVALS)}) as opened:
        run = api.adjudicate(agreement, opened.book)
        assert run.totals.paid == Decimal("2247.00")
        (story,) = api.explain_claim(agreement, opened.book, "A-1001")
        assert story.paid == Decimal("2247.00")
        assert opened.book.count("claim_line") == 7, "the book is as it was"


def test_the_commands_over_claims_load_no_engine_for_their_help() -> None:
    names = ", ".join(f"perdiem.faces.cli.{name}" for name in ("adjudicate", "explain", "compare", "claim_inputs"))
    code = f"import sys, {names}; print('duckdb' in sys.modules, 'pyarrow' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(("limit", "words"), [(None, "2g"), ("4GB", "4096m"), ("1.5 GiB", "1536m"), ("800MB", "800m")])
def test_a_memory_limit_in_sparks_words(limit: str | None, words: str) -> None:
    assert spark_memory(limit) == words


def test_a_memory_limit_that_spark_cannot_have(perdiem: Perdiem) -> None:
    ran = perdiem("adjudicate", CONTRACT, CLAIMS, "--engine", "spark", "--memory-limit", "50%")
    assert ran.code == 2
    assert "for Spark write it as 4GB or 800MB" in ran.err
