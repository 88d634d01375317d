"""`perdiem scan` as a user runs it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from perdiem.errors import UnwritableFile, UsageError
from perdiem.faces.cli.scan import scan_command
from tests.unit.scan.documents import PICTURE, pdf, word


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "tpn.pdf").write_bytes(pdf(["Formula codes B4164 -", "B4180 and B4216."]))
    (folder / "nursing.docx").write_bytes(word(table=[["Code", "Rule"], ["99601", "Prior authorization required"]]))
    (folder / "scan.pdf").write_bytes(pdf(PICTURE))
    (folder / "old.txt").write_text("=J3370 is vancomycin", encoding="utf-8")
    (folder / "~$nursing.docx").write_bytes(b"lock")
    (folder / "logo.svg").write_text("<svg/>", encoding="utf-8")
    return folder


def run(*words: object) -> Result:
    app = typer.Typer()
    app.command()(scan_command)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_every_document_of_a_folder_is_tried_and_the_refused_are_reported_last(policies: Path) -> None:
    result = run(policies, "--on", "2026-01-01")
    assert result.exit_code == 3
    assert "3 documents read, 1 refused; 4 references, 9 distinct codes." in result.stdout
    assert "contradicts  Six home-mix codes are named" in result.stdout
    assert "J3370 ended 2025-06-30, now J3373" in result.stdout
    assert "1 of 4 documents could not be read:" in result.stderr
    assert "page 1 holds pictures, no text" in result.stderr
    assert "1 files of other kinds" in result.stderr


def test_text_in_a_pipe_is_plain(policies: Path) -> None:
    assert "\x1b" not in run(policies / "tpn.pdf").stdout


def test_json_tells_written_codes_from_those_only_named_by_a_range(policies: Path) -> None:
    result = run(policies / "tpn.pdf", "--format", "json", "--on", "2026-01-01")
    data = json.loads(result.stdout)
    assert result.exit_code == 0
    assert data["counts"] == {"read": 1, "refused": 0, "references": 2, "distinct_codes": 7}
    reference = data["documents"][0]["references"][0]
    assert reference["only_named_by_range"] == ["B4168", "B4172", "B4176", "B4178"]
    assert reference["position"] == {"page": 1, "line": 1, "column": 15}
    assert reference["as_written"] == "B4164 - B4180"


def test_csv_has_one_row_for_each_code_and_no_formula(policies: Path, tmp_path: Path) -> None:
    out = tmp_path / "codes.csv"
    result = run(policies / "*.txt", policies / "tpn.pdf", "--format", "csv", "-o", out)
    assert (result.exit_code, result.stdout) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [row["code"] for row in rows] == ["J3370", "B4164", "B4168", "B4172", "B4176", "B4178", "B4180", "B4216"]
    assert [row["written_out"] for row in rows[1:4]] == ["yes", "no", "no"]
    assert rows[0]["text"] == "'=J3370 is vancomycin"


@pytest.mark.parametrize(
    ("name", "words", "start"),
    [
        ("z.json", (), "{"),
        ("z.CSV", (), "\ufeffdocument,"),
        ("z.txt", (), "1 document read"),
        ("z.report", (), "1 document read"),
        ("z.json", ("--format", "csv"), "\ufeffdocument,"),
    ],
)
def test_the_ending_chooses_the_format_unless_one_is_named(
    policies: Path, tmp_path: Path, name: str, words: tuple[str, ...], start: str
) -> None:
    assert run(policies / "tpn.pdf", "-o", tmp_path / name, *words).exit_code == 0
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert start in written
    assert written.startswith(("{", "\ufeff")) == (start in {"{", "\ufeffdocument,"})


def test_a_document_named_twice_is_read_once(policies: Path) -> None:
    assert "1 document read" in run(policies / "tpn.pdf", policies / "t*.pdf").stdout


def test_missing_documents_and_empty_patterns_are_refused(tmp_path: Path) -> None:
    result = run(tmp_path / "none.pdf", tmp_path / "*.pdf", tmp_path)
    assert result.exit_code == 3
    assert "no such file" in result.stderr
    assert "no file matches this pattern" in result.stderr
    assert "the folder holds no PDF" in result.stderr


def test_the_result_never_overwrites_a_document(policies: Path) -> None:
    result = run(policies / "old.txt", "-o", policies / "old.txt")
    assert isinstance(result.exception, UsageError)
    assert (policies / "old.txt").read_text(encoding="utf-8").startswith("=J3370")


def test_an_output_that_cannot_be_written_is_said(policies: Path) -> None:
    assert isinstance(run(policies / "old.txt", "-o", policies / "no" / "x.txt").exception, UnwritableFile)


def test_a_wrong_day_is_a_usage_error(policies: Path) -> None:
    result = run(policies / "old.txt", "--on", "31.1.2026")
    assert result.exit_code == 2
    assert "2026-01-31" in result.stderr
