"""`perdiem rates`: the table in each form, the account, and the exit codes."""

from __future__ import annotations

from pathlib import Path

import duckdb
import openpyxl
import pytest
from typer.testing import CliRunner

from perdiem.errors import UnwritableFile, UsageError
from perdiem.faces.cli.main import app
from tests.unit.rate_file.files import item, text


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
