from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from perdiem.codes import overlay
from perdiem.errors import FaultsFound, UnreadableFile, UsageError
from perdiem.faces.cli.codes import app
from tests.unit.codes.releases import NEWER, fixed_width, workbook, written


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("PERDIEM_DATA", str(folder))
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_show_works_out_the_successor() -> None:
    result = run("show", "J3370", "--on", "2025-07-15")
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert "2025-06-30 was its last day, so it is not in force on 2025-07-15" in text
    assert "1 unit of J3370 (500 mg) is 50 of J3373 (10 mg), so 4 units become 200" in text


def test_show_tells_edits_families_modifiers_recommendations_and_source() -> None:
    text = " ".join(run("show", "S9364", "--on", "2025-01-01").stdout.split())
    for words in (
        "edit: mutually exclusive General PN per diem",
        "pn_per_diem, parenteral",
        "SH Second infusion therapy",
        "recommendations 9",
        "source CMS HCPCS Oct-2025",
        "verified yes",
    ):
        assert words in text


def test_show_marks_what_was_not_verified() -> None:
    text = " ".join(run("show", "99601", "J1559").stdout.split())
    assert "number only" in text
    assert "practice, not verified: let the contract say" in text


def test_text_fits_100_columns_and_has_no_colours_outside_a_terminal() -> None:
    for words in (("show", "S9365", "J2997"), ("families",), ("list", "--category", "drug")):
        lines = run(*words).stdout.splitlines()
        assert max(len(line) for line in lines) <= 100
        assert not any("\x1b" in line or line != line.rstrip() for line in lines)


def test_an_unknown_code_ends_with_1_and_a_suggestion_after_the_known_ones() -> None:
    result = run("show", "S9500", "S9505", "X1")
    assert isinstance(result.exception, FaultsFound)
    assert result.exception.exit_code == 1
    assert [fault.found for fault in result.exception.faults] == ["S9505", "X1"]
    assert "did you mean S9504" in str(result.exception)
    assert "S9500  Anti-infective" in result.stdout


def test_show_as_json() -> None:
    data = json.loads(run("show", "J3370", "S9500", "--on", "2025-07-15", "--format", "json").stdout)
    assert data["on"] == "2025-07-15"
    assert [(code["code"], code["in_force"]) for code in data["codes"]] == [("J3370", False), ("S9500", True)]
    assert data["codes"][0]["successor"]["code"] == "J3373"


def test_find_leaves_out_codes_that_ended_when_a_day_is_given() -> None:
    assert "J3370" in run("find", "vancomycin").stdout
    text = run("find", "vancomycin", "--on", "2025-07-15").stdout
    assert "J3373" in text
    assert "J3370" not in text


def test_find_ends_with_1_when_nothing_is_found() -> None:
    result = run("find", "unobtainium")
    assert result.exit_code == 1
    assert "No code holds 'unobtainium'." in result.stderr


def test_families_and_one_family() -> None:
    assert "home_mix" in run("families").stdout
    text = run("families", "home_mix").stdout
    assert "The seven codes" in text
    assert text.count("\nB4") == 7
    assert len(json.loads(run("families", "home_mix", "--format", "json").stdout)["codes"]) == 7


def test_an_unknown_family_is_told_with_a_suggestion() -> None:
    result = run("families", "homemix")
    assert isinstance(result.exception, UsageError)
    assert str(result.exception).startswith("NAME: ")
    assert "did you mean home_mix?" in str(result.exception)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("families", "nope"), "`perdiem codes families` lists them"),
        (("list", "--category", "nope"), "`perdiem codes families` lists them"),
        (("families", ""), "no code is named"),
        (("show", ""), "a code is empty"),
        (("show", "J3370", "  "), "a code is empty"),
    ],
)
def test_words_that_name_nothing_are_a_usage_error(words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert isinstance(result.exception, UsageError)
    assert said in str(result.exception)
    assert result.stdout == ""


def test_list_as_csv_can_be_read_back() -> None:
    rows = list(csv.DictReader(StringIO(run("list", "--category", "anti_infective", "--format", "csv").stdout)))
    assert [row["code"] for row in rows] == ["S9494", "S9497", "S9500", "S9501", "S9502", "S9503", "S9504"]
    assert rows[0]["in_force"] == "yes"


def test_list_takes_every_selector() -> None:
    codes = json.loads(run("list", "--category", "B4034-B4088", "--format", "json").stdout)["codes"]
    assert len(codes) == 8
    result = run("list", "--category", "B4088-B4034")
    assert isinstance(result.exception, UsageError)
    assert "--category: 'B4088-B4034' is written backwards" in str(result.exception)


def test_a_day_that_is_none_is_refused() -> None:
    result = run("show", "S9500", "--on", "2025-13-01")
    assert result.exit_code == 2


@pytest.mark.parametrize("command", ["show", "find", "families", "list", "update"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"Example: perdiem codes {command}" in " ".join(result.stdout.split())


def test_update_shows_and_stores(tmp_path: Path, data_folder: Path) -> None:
    file = written(tmp_path, "HCPC2026_JUL_ANWEB.xlsx", workbook(NEWER))
    result = run("update", str(file))
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert "CMS HCPCS Jul-2026: 6 codes, compared with CMS HCPCS Oct-2025" in text
    assert "added (1) code what it is before after J1579 new 2026-04-01: A drug that nobody carried before" in text
    assert "ended (1)" in text
    assert str(data_folder / overlay.FILE_NAME) in result.stderr
    shown = run("show", "S9502", "--on", "2026-07-01").stdout
    assert "2026-06-30 was its last day, so it is not in force on 2026-07-01" in " ".join(shown.split())
    again = run("update", str(file)).stdout
    assert "added" not in again
    assert "ended" not in again


def test_a_dry_run_stores_nothing(tmp_path: Path, data_folder: Path) -> None:
    file = written(tmp_path, "HCPC2026_JUL_ANWEB.txt", fixed_width(NEWER))
    result = run("update", str(file), "--dry-run")
    assert "ended (1)" in result.stdout
    assert "Nothing was stored" in result.stdout
    assert not data_folder.exists()


def test_update_as_json(tmp_path: Path) -> None:
    file = written(tmp_path, "HCPC2026_JUL_ANWEB.txt", fixed_width(NEWER))
    data = json.loads(run("update", str(file), "--dry-run", "--format", "json").stdout)
    assert {"code": "S9502", "kind": "ended", "before": "in force", "after": "last day 2026-06-30"}.items() <= next(
        change for change in data["changes"] if change["code"] == "S9502"
    ).items()


def test_an_older_release_is_compared_but_never_stored(tmp_path: Path, data_folder: Path) -> None:
    old = [("J3370", "Vanco", "Vancomycin in the old unit", "19860101", "")]
    file = written(tmp_path, "2020-Alpha-Numeric-HCPCS-File.txt", fixed_width(old))
    result = run("update", str(file))
    assert isinstance(result.exception, UsageError)
    assert "older than CMS HCPCS Oct-2025" in str(result.exception)
    assert not data_folder.exists()
    assert run("update", str(file), "--dry-run").exit_code == 0


def test_update_mends_a_damaged_store(tmp_path: Path, data_folder: Path) -> None:
    data_folder.mkdir()
    (data_folder / overlay.FILE_NAME).write_text("rubbish", encoding="utf-8")
    assert isinstance(run("show", "S9500").exception, UnreadableFile)
    file = written(tmp_path, "HCPC2026_JUL_ANWEB.txt", fixed_width(NEWER))
    result = run("update", str(file))
    assert result.exit_code == 0
    assert "was damaged" in result.stderr
    assert run("show", "S9500").exit_code == 0


def test_update_of_a_wrong_file_says_so(tmp_path: Path) -> None:
    result = run("update", str(written(tmp_path, "manual.pdf", b"%PDF-1.4")))
    assert isinstance(result.exception, UnreadableFile)
    assert "is a PDF" in str(result.exception)
