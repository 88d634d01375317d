from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.unit.faces.conftest import CONTRACTS, Perdiem


def _workbook(path: Path, rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Rates"
    for row in rows:
        sheet.append(row)
    book.save(path)


RATES = [
    ["Meridian Health Plan, home infusion"],
    [],
    ["HCPCS", "Description", "Rate", "Unit", "Effective"],
    ["Anti-infectives"],
    ["S9500", "once a day", 130, "per diem", "2026-01-01"],
    ["S9501", "twice a day", 130.0, "per diem", "2026-01-01"],
    [99601, "visit", "$152.00", "visit", "2026-01-01"],
]


def test_shipped_contracts_have_no_fault_and_their_sheets_are_checked_through_them(perdiem: Perdiem) -> None:
    ran = perdiem("check", CONTRACTS, CONTRACTS / "published")
    assert (ran.code, ran.out) == (0, "")
    assert "0 faults" in ran.err


def test_every_fault_of_every_file_is_told_and_the_exit_code_is_one(perdiem: Perdiem) -> None:
    Path("a.yaml").write_text("contract: a\nnursing: {unlimitd: yes}\nsuite: {modifier: XYZ}\n")
    Path("b.yaml").write_text("contract: b\nper_diem: {day_rule: acces_days}\n")
    ran = perdiem("check", "a.yaml", "b.yaml", "missing.yaml")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "a.yaml:2:11: nursing.unlimitd: is not a term of nursing; did you mean 'unlimited'?",
        "a.yaml:3:19: suite.modifier: should be a modifier of two characters, such as SS (got 'XYZ')",
        (
            "b.yaml:2:22: per_diem.day_rule: should be 'access_days', 'infusion_days', 'infusion_or_nursing_days' or "
            "'hours_24' (got 'acces_days'); did you mean 'access_days'?"
        ),
        "missing.yaml: there is no such file",
    ]
    assert "3 files checked: 4 faults in 3, 0 warnings." in ran.err


def test_a_new_contract_can_be_checked_and_is_silent_on_all(perdiem: Perdiem) -> None:
    assert perdiem("new", "my.yaml", "--payor", "Meridian: Plan", "--from", "2026-01-01").code == 0
    assert perdiem("check", "my.yaml").code == 0
    ran = perdiem("review", "my.yaml", "-f", "csv")
    assert ran.out.count(",silent,") >= 13


def test_a_contract_from_a_rate_sheet_holds_its_rates(perdiem: Perdiem) -> None:
    _workbook(Path("rates.xlsx"), RATES)
    ran = perdiem("new", "my.yaml", "--rates", "rates.xlsx")
    assert ran.code == 0
    assert "3 rates read from rates.xlsx" in ran.err
    assert "row 'Anti-infectives' has no code and no rate" in ran.err
    text = Path("my.yaml").read_text()
    assert "- {codes: [S9500, S9501], rate: 130.00, per: day, from: 2026-01-01}" in text
    assert "- {codes: 99601, rate: 152.00, per: visit, from: 2026-01-01}" in text
    assert perdiem("check", "my.yaml").code == 0


def test_a_linked_sheet_stays_where_it_is(perdiem: Perdiem) -> None:
    _workbook(Path("rates.xlsx"), RATES)
    assert perdiem("new", "sub/my.yaml", "--rates", "rates.xlsx", "--link").code == 0
    assert "- {file: '../rates.xlsx'}" in Path("sub/my.yaml").read_text()
    assert perdiem("check", "sub/my.yaml").code == 0


def test_wrong_cells_are_told_by_their_address_in_the_order_of_rows(perdiem: Perdiem) -> None:
    wrong = [*RATES, ["S9X01", "", 10, "day"], ["S9502", "", "ten", "day"], ["S9503", "", -4, "day"]]
    _workbook(Path("rates.xlsx"), wrong)
    ran = perdiem("new", "my.yaml", "--rates", "rates.xlsx")
    assert ran.code == 1
    addresses = [line.split(":")[0] for line in ran.err.splitlines() if line.startswith("rates.xlsx!")]
    assert addresses == ["rates.xlsx!Rates!A8", "rates.xlsx!Rates!C9", "rates.xlsx!Rates!C10"]
    assert not Path("my.yaml").exists()


@pytest.mark.parametrize(
    "words", [("new", "my.yaml"), ("amend", CONTRACTS / "model.yaml", "--adopt", "3", "-o", "my.yaml")]
)
def test_a_file_that_is_there_is_not_overwritten(perdiem: Perdiem, words: tuple[str, ...]) -> None:
    Path("my.yaml").write_text("mine")
    ran = perdiem(*words)
    assert (ran.code, Path("my.yaml").read_text()) == (4, "mine")
    assert "add --force" in ran.err
