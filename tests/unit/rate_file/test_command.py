"""`perdiem rates`: the table in each form, the account, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import openpyxl
import pytest
from typer.testing import CliRunner

from perdiem.errors import UnreadableFile, UnwritableFile, UsageError
from perdiem.faces.cli.main import app
from perdiem.readers.contract_file import read_contract_file
from tests.unit.rate_file.files import item, text
from tests.unit.rate_file.payors import LAKESIDE, MERIDIAN, written
from tests.unit.rate_file.test_hospitals import TALL


@pytest.fixture
def rates(tmp_path: Path) -> Path:
    path = tmp_path / "rates.json"
    path.write_bytes(text(item("S9500"), item("S9365"), item("27447")))
    return path


def run(*words: object) -> tuple[int, str, BaseException | None]:
    done = CliRunner().invoke(app, ["rates", *map(str, words)])
    return done.exit_code, done.output, done.exception


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_the_rates_are_written_with_their_faults_beside(rates: Path, tmp_path: Path, ending: str) -> None:
    rates.write_bytes(text(item("S9500"), item("S9365", name=None)))
    code, said, _ = run(rates, "-o", tmp_path / f"out.{ending}")
    assert code == 0
    assert "2 of 2 codes wanted; 2 rows" in said
    assert "item-key-missing, once" in said
    assert duckdb.sql(f"SELECT code, rate FROM '{tmp_path}/out.{ending}' ORDER BY code").fetchall()[0][0] == "S9365"
    assert duckdb.sql(f"SELECT fault FROM '{tmp_path}/out.faults.{ending}'").fetchall() == [("item-key-missing",)]
    assert not (tmp_path / f"out.plans.{ending}").exists()


def test_a_workbook_holds_the_rates(rates: Path, tmp_path: Path) -> None:
    assert run(rates, "-o", tmp_path / "out.xlsx")[0] == 0
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["published_rate"]
    assert book["published_rate"].max_row == 3


def test_chosen_codes_are_read(rates: Path) -> None:
    assert "1 of 3 codes wanted; 1 row" in run(rates, "--codes", "S9500")[1]
    assert "3 of 3 codes wanted; 3 rows" in run(rates, "--codes", "all")[1]


CONTENTS = {
    "reporting_entity_name": "Meridian Health Plan", "version": "2.0.0",
    "reporting_structure": [
        {
            "reporting_plans": [{"plan_name": f"{metal} PPO", "plan_id": f"{number}"} for number, metal in metals],
            "in_network_files": [{"description": "rates", "location": f"https://plan.example/{name}.json.gz?x=1"}],
        }
        for name, metals in (("meridian", [(1, "Gold"), (2, "Silver")]), ("lakeside", [(3, "Bronze")]))
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "kept", "left"),
    [
        (["--plan", "silver"], 1512, "1,476 of other plans"),
        (["--plan", "3"], 1476, "1,512 of other plans"),
        (["--network", "ppo", "--tin", "110000000"], 0, "0 of other networks, 2,988 of other tax numbers"),
        (["--plan", "gold", "--tin", "101000000"], 84, "1,476 of other plans, 1,428 of other tax numbers"),
        (["--npi", "2999000021", "--npi", "2999000005"], 332, "2,656 of other NPIs"),
    ],
)
def test_rates_of_a_plan_network_or_provider_are_kept_and_the_others_counted(
    tmp_path: Path, words: list[str], kept: int, left: str
) -> None:
    contents = tmp_path / "contents.json"
    contents.write_text(json.dumps(CONTENTS))
    out = tmp_path / "out.parquet"
    code, said, _ = run(contents, *written(tmp_path, MERIDIAN, LAKESIDE), *words, "-o", out)
    assert code == 0
    assert f"{kept:,} of them kept; left out: {left}" in said
    assert duckdb.sql(f"SELECT count(*) FROM '{out}'").fetchall() == [(kept,)]
    assert ("plans there are: Bronze PPO; Gold PPO; Silver PPO" in said) is (kept == 0)


def test_a_broken_file_ends_in_1_and_the_rest_is_written(rates: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.json.gz"
    page.write_text("<html>")
    code, said, _ = run(rates, page, "-o", tmp_path / "out.csv")
    assert code == 1
    assert "file-not-json" in said
    assert (tmp_path / "out.csv").read_text().count("\n") == 3


def test_standard_input_is_read(rates: Path) -> None:
    done = CliRunner().invoke(app, ["rates", "-"], input=rates.read_bytes())
    assert "standard input: in-network rates, version 1.6.1" in done.output


def test_what_is_there_is_kept_unless_forced(rates: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    assert isinstance(run(rates, "-o", out)[2], UnwritableFile)
    assert out.read_text() == "mine"
    assert run(rates, "-o", out, "--force")[0] == 0


def test_wrong_words_are_told(rates: Path, tmp_path: Path) -> None:
    assert isinstance(run(rates, "--codes", "S95OO")[2], UsageError)
    assert isinstance(run(rates, "-o", tmp_path / "out.txt")[2], UsageError)


def test_the_contract_and_the_market_are_written_and_the_evidence_is_said(tmp_path: Path) -> None:
    rates = written(tmp_path, MERIDIAN, LAKESIDE)
    theirs, page, book = tmp_path / "theirs.yaml", tmp_path / "m.html", tmp_path / "m.xlsx"
    views = ["--contract", theirs, "--market", page, "--market", book]
    code, said, error = run(*rates, *views, "--payor", "meridian", "--provider", "10-1000000")
    assert (code, error) == (0, None)
    assert "R03  seen in part; partly: " in said
    assert "Priced: the de-clotting kit, S5517 at 137.00, alteplase, J2997 at 88.40" in said
    assert "denied: R02, R07, R15" in said
    assert read_contract_file(theirs).errors == ()
    text = page.read_text()
    assert "What the rates show of the 15 recommendations" in text
    sheets = openpyxl.load_workbook(book, read_only=True).sheetnames
    first, *rest = sheets
    assert (first, rest[:4]) == ("Summary", ["Recommendations", "Contract", "By code", "By payor"])
    assert rest[4:] == ["Published", "Payors", "Providers", "Left out"]


def test_a_contract_of_ones_own_is_placed(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("contract: mine\ntitle: Ours\nrates:\n  - {codes: S9500, rate: 1.00, per: day}\n")
    page = tmp_path / "m.html"
    assert run(*written(tmp_path, MERIDIAN), "--codes", "S9500", "--market", page, "--place", mine)[0] == 0
    text = page.read_text()
    assert "the contract: Ours." in text
    assert '<td class="amount own-rate">1.00</td><td class="amount">0</td>' in text
    assert "Who is paid what" in text
    assert "What payors publish" not in text


def test_a_working_folder_keeps_what_was_read(rates: Path, tmp_path: Path) -> None:
    said = run(rates, "--work", tmp_path / "work")[1]
    assert run(rates, "--work", tmp_path / "work")[1] == said
    assert (tmp_path / "work" / "work.duckdb").is_file()
    assert isinstance(run(rates, "--work", tmp_path / "work", "--codes", "all")[2], UsageError)


def test_plans_are_written_beside_the_rates(rates: Path, tmp_path: Path) -> None:
    plan = {"plan_name": "P", "plan_id_type": "ein", "plan_id": "1", "plan_market_type": "group"}
    file = {"description": "d", "location": "https://plan.example/x/rates.json.gz"}
    entry = {"reporting_plans": [plan], "in_network_files": [file]}
    contents = {"reporting_entity_name": "E", "reporting_entity_type": "i", "version": "1.0",
                "reporting_structure": [entry]}  # fmt: skip
    (tmp_path / "toc.json").write_text(json.dumps(contents))
    assert run(tmp_path / "toc.json", rates, "-o", tmp_path / "out.csv")[0] == 0
    assert f"P,ein,1,group,,,in_network,d,{file['location']},{rates}," in (tmp_path / "out.plans.csv").read_text()


def test_faults_of_an_earlier_run_do_not_stay_beside_a_table(rates: Path, tmp_path: Path) -> None:
    rates.write_bytes(text(item("S9500", name=None)))
    run(rates, "-o", tmp_path / "out.csv")
    assert (tmp_path / "out.faults.csv").exists()
    rates.write_bytes(text(item("S9500")))
    run(rates, "-o", tmp_path / "out.csv", "--force")
    assert not (tmp_path / "out.faults.csv").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--market", "m.pdf"],
        ["--contract", "c.json"],
        ["--provider", "12-3456789"],
        ["--providers", "p.csv"],
        ["--place", "c.yaml"],
    ],
)
def test_words_that_do_not_fit_together_are_told(rates: Path, words: list[str]) -> None:
    assert isinstance(run(rates, *words)[2], UsageError)


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "npi\n1\n", ""])
def test_a_list_of_providers_without_the_columns_is_told(rates: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "p.csv").write_text(content)
    error = run(rates, "--market", tmp_path / "m.html", "--providers", tmp_path / "p.csv")[2]
    assert isinstance(error, UnreadableFile)


def test_what_cannot_end_well_is_told_before_files_are_read(rates: Path, tmp_path: Path) -> None:
    table, book = tmp_path / "out.parquet", tmp_path / "out.xlsx"
    assert run(rates, "-o", table)[0] == 0
    for words in ([table, "-o", table, "--force"], [rates, "-o", book, "--market", book]):
        _, said, error = run(*words)
        assert (isinstance(error, UsageError), said) == (True, "")
    error = run(rates, "--market", tmp_path / "m.html", "--providers", tmp_path / "none.csv")[2]
    assert str(error).endswith("none.csv: there is no such file")
    assert run(table)[1].count("2 rows") == 1


def test_what_would_steer_the_screen_is_not_printed(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"\x1b[2J\x07 no rates")
    said = run(path)[1]
    assert "(such as ?[2J? no rates)" in said
    assert "\x1b" not in said


def test_the_market_is_written_also_where_no_contract_can_be_told(tmp_path: Path) -> None:
    page = tmp_path / "m.html"
    words = ["--contract", tmp_path / "c.yaml", "--market", page]
    assert isinstance(run(*written(tmp_path, MERIDIAN), *words)[2], UsageError)
    assert "what Meridian Health Plan pays" in page.read_text()


def test_a_page_of_few_codes_answers_in_a_sentence_and_names_a_contract_without_a_place(tmp_path: Path) -> None:
    mine, page = tmp_path / "mine.yaml", tmp_path / "m.html"
    mine.write_text("contract: mine\nrates:\n  - {codes: S9502, rate: 1.00, per: day}\n")
    paths = written(tmp_path, MERIDIAN)
    assert run(*paths, "--codes", "S9500", "--market", page, "--place", mine)[0] == 0
    text = page.read_text()
    assert "<strong>S9500</strong>: 12 providers, from 218.50 to 323.00, half of the rates at 265.05 or less." in text
    assert "No rate of mine can be placed." in text
    assert ">State<" not in text
    assert ">From<" not in text


def test_charges_that_are_of_no_payor_are_not_counted_as_one(tmp_path: Path) -> None:
    path, page = tmp_path / "h.csv", tmp_path / "m.html"
    path.write_text(TALL + "PN,S9365,HCPCS,,,,outpatient,500,250,Aetna,PPO,438.40,,,,100,900,per diem,\n")
    assert run(path, "--market", page)[0] == 0
    assert "S9365: what Aetna pays" in page.read_text()
    assert "0 of 1</td>" in page.read_text()
