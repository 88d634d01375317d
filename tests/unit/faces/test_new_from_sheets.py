"""`perdiem new` with a payor's sheet: which sheet and columns are read, and that what is written can be used."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from tests.unit.faces.conftest import Perdiem

TWO = "Code,Rate,Unit,New Rate\nS9500,130,day,150\n"


def _workbook(**sheets: list[list[object]]) -> None:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        page = made.create_sheet(title.replace("_", " "))
        for row in rows:
            page.append(row)
    made.save("rates.xlsx")


def test_the_sheet_that_is_read_and_those_that_are_not_are_named(perdiem: Perdiem) -> None:
    _workbook(Cover=[["Meridian"]], Schedule_A=[["Code", "Rate"], ["S9500", 130]])
    ran = perdiem("new", "my.yaml", "--rates", "rates.xlsx", "--link")
    assert "1 rate read from rates.xlsx, sheet Schedule A; not read: Cover.\n" in ran.err
    assert "- {file: rates.xlsx, sheet: Schedule A}" in Path("my.yaml").read_text()
    assert perdiem("check", "my.yaml").code == 0


def test_columns_are_named_by_heading_or_letter(perdiem: Perdiem) -> None:
    Path("r.csv").write_text(TWO)
    ran = perdiem("new", "my.yaml", "--rates", "r.csv")
    assert ran.code == 1
    assert "may all be the column `rate`; say which: `--column rate=B`" in ran.err
    assert perdiem("new", "my.yaml", "--rates", "r.csv", "--column", "rate=New Rate").code == 0
    assert "rate: 150" in Path("my.yaml").read_text()
    assert perdiem("new", "b.yaml", "--rates", "r.csv", "--column", "rate=D", "--column", "codes=A", "--link").code == 0
    assert "- {file: r.csv, columns: {rate: D, codes: A}}" in Path("b.yaml").read_text()
    assert perdiem("check", "b.yaml").code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--link",), "--sheet, --column and --link say how a rate sheet is read: name it with --rates"),
        (("--sheet", "A"), "name it with --rates"),
        (("--column", "rate=A"), "name it with --rates"),
        (("--rates", "r.csv", "--column", "rates=A"), "'rates' is not a column of a rate schedule; did you mean rate?"),
        (("--rates", "r.csv", "--column", "rate"), "write a name, = and a heading or a column letter, such as rate=D"),
        (("--rates", "r.csv", "--column", "rate=A", "--column", "rate=B"), "rate is 'A' already"),
        (("--from", "2026-02-01", "--to", "2026-01-01"), "--from 2026-02-01 is after --to 2026-01-01"),
        (("--lines-of-business", "comercial"), "'comercial' is not one of commercial, self_funded"),
        (("--lines-of-business", "commercial, Medicaid"), "did you mean managed_medicaid?"),
    ],
)
def test_words_that_do_not_fit_together_are_told(perdiem: Perdiem, words: tuple[str, ...], told: str) -> None:
    Path("r.csv").write_text(TWO)
    ran = perdiem("new", "my.yaml", *words)
    assert ran.code == 2
    assert told in ran.err
    assert not Path("my.yaml").exists()


def test_more_rates_than_a_contract_may_hold_stay_in_their_sheet(
    perdiem: Perdiem, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert perdiem("new", "empty.yaml").code == 0
    monkeypatch.setattr("perdiem.readers.yaml_document.LARGEST_FILE", Path("empty.yaml").stat().st_size + 5_000)
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(200)]
    Path("r.csv").write_text("Code,Rate,From,To\n" + "".join(f"S9500,{d.day}.00,{d},{d}\n" for d in days))
    ran = perdiem("new", "my.yaml", "--rates", "r.csv")
    assert ran.code == 0
    assert "So many rates do not fit into my.yaml: it names r.csv instead, as with --link." in ran.err
    assert "- {file: r.csv}" in Path("my.yaml").read_text()
    assert perdiem("check", "my.yaml").code == 0


def test_a_contract_that_could_not_be_used_is_not_written(perdiem: Perdiem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perdiem.writers.skeleton.skeleton", lambda *a, **k: "contract: a\nnursing: {unlimitd: yes}\n")
    Path("mine.yaml").write_text("mine")
    for name in ("mine.yaml", "other.yaml"):
        ran = perdiem("new", name, "--force")
        assert ran.code == 1
        assert f"{name}:2:11: nursing.unlimitd: is not a term of nursing" in ran.err
    assert Path("mine.yaml").read_text() == "mine"
    assert not Path("other.yaml").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("a" * 100 + ".yaml",),
        ("---.yaml",),
        ("é.yaml",),
        ("my.yaml", "--payor", "A: #\n'\"", "--provider", "- x"),
        ("my.yaml", "--payor", "null", "--provider", "{a}"),
        ("my.yaml", "--lines-of-business", "commercial,managed_medicaid"),
        ("my.yaml", "--from", "2026-01-01", "--to", "2026-01-01"),
    ],
)
def test_what_new_writes_can_be_used(perdiem: Perdiem, words: tuple[str, ...]) -> None:
    ran = perdiem("new", *([] if words[0] != "---.yaml" else ["--"]), *words)
    assert ran.code == 0, ran.err
    assert perdiem("check", f"./{words[0]}").code == 0


def test_a_file_name_that_is_too_long_is_told(perdiem: Perdiem) -> None:
    ran = perdiem("new", "x" * 300 + ".yaml")
    assert ran.code == 4
    assert "cannot be written: File name too long" in ran.err
