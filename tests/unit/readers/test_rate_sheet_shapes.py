"""The shapes that rate sheets of payors take: what is read, what is warned of, and what is refused with advice."""

# the exact sentences stand whole, to be found by a search
# ruff: noqa: E501, ISC004

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from perdiem.readers.contract_file import read_sheet_as_contract
from perdiem.readers.grid import MOST_ROWS
from tests.unit.readers.files import HEAD, faults, sheet, sheet_faults, workbook


def book(*sheets: tuple[str, list[tuple[Any, ...]]], formats: dict[str, str] | None = None, **states: str) -> bytes:
    """A workbook; `formats` are number formats of cells of the first sheet, `states` visibilities by title."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets:
        page = made.create_sheet(title)
        page.sheet_state = states.get(title, "visible")
        for row in rows:
            page.append(row)
    for address, shown in (formats or {}).items():
        made.worksheets[0][address].number_format = shown
    made.active = next(number for number, page in enumerate(made.worksheets) if page.sheet_state == "visible")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


RATES: list[tuple[Any, ...]] = [("Code", "Rate", "Unit"), ("S9500", 130, "day")]


def test_a_thousands_comma_without_quotes_is_a_fault_and_no_rate_of_one_dollar(tmp_path: Path) -> None:
    text = "Code,Description,Rate,\nS9500,x,130.00,\nS9501,x,1,140.00\n"
    found = sheet(tmp_path, text)
    assert [row["codes"] for row in found.rows] == ["S9500"]
    assert [str(fault).replace(f"{tmp_path}/", "") for fault in found.faults] == [
        "r.csv:3:1: rates: the row has 4 cells under 3 headings; put amounts with a comma in quotes, and give every column a heading"
    ]


@pytest.mark.parametrize("shown", ["0%", "0.00%", "0.0%", '0.0" of AWP"%'])
def test_a_cell_shown_as_a_percent_is_not_dollars(shown: str, tmp_path: Path) -> None:
    data = book(("Rates", [("Code", "Rate"), ("J1569", 1.06), ("S9500", 130)]), formats={"B2": shown})
    assert sheet_faults(tmp_path, data, "r.xlsx") == [
        "r.xlsx!Rates!B2: rates.rate: is a percent (106%), not dollars (got '1.06'); name the column Percent, and say of what in a column Of, such as awp"
    ]


def test_a_sign_in_quotes_of_a_format_is_no_percent(tmp_path: Path) -> None:
    data = book(("Rates", [("Code", "Rate"), ("S9500", 130)]), formats={"B2": '0.00" %"'})
    assert not sheet_faults(tmp_path, data, "r.xlsx")


def test_a_percent_written_in_a_rate_column_is_told_as_one(tmp_path: Path) -> None:
    (told,) = sheet_faults(tmp_path, "Code,Rate\nJ1569,106%\n")
    assert told.startswith("r.csv:2:2: rates.rate: is a percent (106%), not dollars")


@pytest.mark.parametrize(("share", "read"), [(0.85, "85%"), (5, "500%"), (12, "1200%"), (1.06, "106%")])
def test_a_percent_column_reads_what_excel_shows(share: float, read: str, tmp_path: Path) -> None:
    data = book(("Rates", [("Code", "Percent", "Of"), ("J1569", share, "awp")]), formats={"B2": "0%"})
    (row,) = sheet(tmp_path, data, "r.xlsx").rows
    assert row["percent"] == read


def test_the_first_shown_sheet_that_holds_rates_is_read(tmp_path: Path) -> None:
    old = [("Code", "Rate"), ("S9500", 1)]
    data = book(("Old", old), ("Letter", [("Dear all",)]), ("Schedule A", RATES), ("Schedule B", RATES), Old="hidden")
    found = sheet(tmp_path, data, "r.xlsx")
    assert (found.sheet, [other.name for other in found.others]) == ("Schedule A", ["Letter", "Schedule B", "Old"])
    assert [row["rate"] for row in found.rows] == ["130"]
    assert [str(fault).replace(f"{tmp_path}/", "") for fault in found.faults] == [
        "r.xlsx!Schedule A!A1: warning: rates: only this sheet is read; 'Schedule B' may hold rates too; name the sheet to read: "
        "`--sheet` in `perdiem new`, or an entry with `sheet` for each in the contract"
    ]
    assert sheet(tmp_path, data, "r.xlsx", sheet="Old").rows[0]["rate"] == "1"


def test_rates_on_hidden_sheets_alone_are_not_read(tmp_path: Path) -> None:
    data = book(("Rates", RATES), ("Empty", []), Rates="veryHidden")
    assert sheet_faults(tmp_path, data, "r.xlsx") == [
        "r.xlsx: has no sheet with content that is shown; hidden: 'Rates'; name the one to read"
    ]


def test_hidden_rows_are_read_with_a_warning(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(("Rates", [*RATES, ("S9501", 140, "day")]))))
    made.worksheets[0].row_dimensions[3].hidden = True
    stream = io.BytesIO()
    made.save(stream)
    assert sheet_faults(tmp_path, stream.getvalue(), "r.xlsx") == [
        "r.xlsx!Rates!A3: warning: rates: 1 hidden row is read as well: 3; delete what should not be paid, or show it"
    ]


TWO = "Code,Rate,Unit,Rate\nS9500,130,day,150\n"


def test_two_columns_for_one_value_are_a_fault(tmp_path: Path) -> None:
    assert sheet_faults(tmp_path, TWO) == [
        "r.csv:1:4: rates.columns: 'Rate' (column B) and 'Rate' (column D) may all be the column `rate`; say which: "
        "`--column rate=B` in `perdiem new`, or `columns: {rate: B}` in the contract"
    ]
    (told,) = sheet_faults(tmp_path, "Code,Rate,Code,Rate\nS9500,1,S9501,2\n")[:1]
    assert "'Code' (column A) and 'Code' (column C) may all be the column `codes`" in told


def test_a_column_letter_says_which(tmp_path: Path) -> None:
    assert sheet(tmp_path, TWO, columns={"rate": "D"}).rows == [{"codes": "S9500", "per": "day", "rate": "150"}]
    found = faults(tmp_path, f"{HEAD}rates: [{{file: r.csv, columns: {{rate: D}}}}]\n", r=TWO)
    assert [told for told in found if "warning" not in told] == []


def test_of_two_columns_an_empty_one_is_not_meant(tmp_path: Path) -> None:
    found = sheet(tmp_path, "HCPCS,CPT,Rate\n,99601,150\n")
    assert [row["codes"] for row in found.rows] == ["99601"]


def test_too_many_rows_are_refused_soon(tmp_path: Path) -> None:
    begun = time.process_time()
    text = "Code,Rate\n" + "S9500,1\n" * (MOST_ROWS + 10)
    assert sheet_faults(tmp_path, text) == [
        "r.csv: has more than 100,000 rows; a rate sheet may have 100,000: keep only the rates"
    ]
    assert sheet_faults(tmp_path, workbook(("Code", "Rate"), ("S9500", 1), at=(MOST_ROWS, 1)), "r.xlsx") == [
        "r.xlsx: sheet 'Rates' has 100,001 rows; a rate sheet may have 100,000: keep only the rates"
    ]
    assert time.process_time() - begun < 4


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Proc,Fee", "rate"), ("Code,Rate per diem", "rate"), ("Code,Rate (USD)", "rate"), ("Code,New Rate", "rate"),
        ('Code,"Contract\nRate"', "rate"), ("Code,Percent", "percent"),
    ],
)  # fmt: skip
def test_more_headings_are_recognized(heading: str, name: str, tmp_path: Path) -> None:
    found = sheet(tmp_path, f"{heading},UOM,Mod,Effective date,Rev Code\nS9500,130,day,SH,2026-01-01,0640\n")
    assert found.rows == [
        {"codes": "S9500", name: "130", "per": "day", "modifiers": ["SH"], "from": "2026-01-01"}
    ]  # fmt: skip
    assert not found.faults


@pytest.mark.parametrize(
    ("heading", "of"),
    [("% of AWP", "awp"), ("Percent of ASP", "asp"), ("AWP %", "awp"), ("Percent of billed charges", "charge")],
)
def test_a_heading_may_say_what_a_percent_is_of(heading: str, of: str, tmp_path: Path) -> None:
    found = sheet(tmp_path, f"Code,{heading}\nJ1569,85%\n")
    assert (found.rows, found.faults) == ([{"codes": "J1569", "percent": "85%", "of": of}], [])


def test_a_rate_column_for_each_line_of_business_is_explained(tmp_path: Path) -> None:
    text = "Code,Commercial,Medicare Advantage,Medicaid\nS9500,130,120,100\n"
    assert sheet_faults(tmp_path, text) == [
        "r.csv:1:2: rates.columns: 'Commercial', 'Medicare Advantage', 'Medicaid': rates in a column for each line of business are not read; "
        "give each rate a row of its own, with a column Line of Business; or read one column: "
        '`--column "rate=Commercial"` in `perdiem new`, or `columns: {rate: Commercial}` in the contract'
    ]
    assert sheet(tmp_path, text, columns={"rate": "Medicaid"}).rows == [{"codes": "S9500", "rate": "100"}]


@pytest.mark.parametrize(
    ("cell", "code", "modifiers"),
    [
        ("S9500 - Anti-infective", "S9500", None), ("S9500: Anti-infective, q24h", "S9500", None),
        ("S9500-SH", "S9500", ["SH"]), ("S9500 SJ", "S9500", ["SJ"]), ("S9500/SH", "S9500", ["SH"]),
        ("s9500 - sh", "s9500", ["SH"]), ("S9500 SH SS", "S9500", ["SH", "SS"]), ("0001U-QW", "0001U", ["QW"]),
        ("S9373-S9377", "S9373-S9377", None), ("S9373 - S9377", "S9373 - S9377", None), ("99601-99602", "99601-99602", None),
        ("hydration", "hydration", None),
    ],
)  # fmt: skip
def test_a_code_is_read_out_of_its_cell(cell: str, code: str, modifiers: list[str] | None, tmp_path: Path) -> None:
    (row,) = sheet(tmp_path, f'Code,Rate\n"{cell}",1\n').rows
    assert (row["codes"], row.get("modifiers")) == (code, modifiers)


def test_modifiers_behind_the_code_and_in_their_column_go_together(tmp_path: Path) -> None:
    for text in ("Code,Mod,Rate\nS9500-SH,SS SH,1\n", "Mod,Code,Rate\nSH SS,S9500-SH,1\n"):
        (row,) = sheet(tmp_path, text).rows
        assert row["modifiers"] == ["SH", "SS"]


def test_totals_and_repeated_headings_are_no_faults(tmp_path: Path) -> None:
    text = "Code,Rate\nS9500,130\nCode,Rate\nS9501,140\nTotal codes: 3,\nGrand total,270\n"
    found = sheet(tmp_path, text)
    assert [row["codes"] for row in found.rows] == ["S9500", "S9501"]
    assert [str(fault).replace(f"{tmp_path}/", "") for fault in found.faults] == [
        "r.csv:3:1: warning: rates: the row 'Code' repeats the heading: not read as a rate",
        "r.csv:5:1: warning: rates: the row 'Total codes: 3' is read as a total, not as a rate",
        "r.csv:6:1: warning: rates: the row 'Grand total' is read as a total, not as a rate",
    ]


def test_a_service_whose_name_begins_with_total_is_a_rate(tmp_path: Path) -> None:
    assert sheet(tmp_path, "Description,Code,Rate\nTotal parenteral nutrition,S9365,200\n").rows
    (told,) = sheet_faults(tmp_path, "Description,Code,Rate\nTotal parenteral nutrition,,200\n")
    assert told == "r.csv:2:1: rates: a rate without a code; fill the code column"


@pytest.mark.parametrize(
    ("unit", "per"),
    [("per 24 hours", "day"), ("each addl hour", "hour"), ("Each additional hour", "hour"), ("each add'l hour", "hour"),
     ("mg", "unit")],
)  # fmt: skip
def test_more_units_are_read(unit: str, per: str, tmp_path: Path) -> None:
    assert sheet(tmp_path, f"Code,Rate,Unit\nS9500,1,{unit}\n").rows[0]["per"] == per


@pytest.mark.parametrize(
    ("written", "day"),
    [("2/1/2026", "2026-02-01"), ("02/01/2026", "2026-02-01"), ("2/1/26", "2026-02-01"), ("01-Feb-26", "2026-02-01"),
     ('"Feb 1, 2026"', "2026-02-01"), ("1 February 2026", "2026-02-01"), ("2026-02-01 00:00:00", "2026-02-01"),
     ("13/1/2026", "13/1/2026"), ("2/30/2026", "2/30/2026"), ("1 Foo 2026", "1 Foo 2026")],
)  # fmt: skip
def test_dates_of_the_united_states_are_read_month_first(written: str, day: str, tmp_path: Path) -> None:
    assert sheet(tmp_path, f"Code,Rate,From\nS9500,1,{written}\n").rows[0]["from"] == day


@pytest.mark.parametrize("cell", ["(130)", "($1.50)", "( 130.00 )"])
def test_an_amount_in_brackets_is_negative(cell: str, tmp_path: Path) -> None:
    assert sheet_faults(tmp_path, f"Code,Rate\nS9500,{cell}\n") == [
        f"r.csv:2:2: rates.rate: is negative (in brackets): an amount should not be negative (got '{cell}'); "
        "write the amount, such as 130.00, or take the row away"
    ]


@pytest.mark.parametrize(
    ("cell", "percent", "of"),
    [("AWP - 15%", "85%", "awp"), ("AWP-15%", "85%", "awp"), ("AWP – 15%", "85%", "awp"), ("AWP minus 15 %", "85%", "awp"),
     ("85% of AWP", "85%", "awp"), ("ASP + 6%", "106%", "asp"), ("106% ASP", "106%", "asp"), ("WAC x 97.5%", "97.5%", "wac"),
     ("ASP plus 4.3%", "104.3%", "asp"), ("60% of billed charges", "60%", "charge")],
)  # fmt: skip
def test_a_percent_of_a_price_may_stand_in_the_rate_column(cell: str, percent: str, of: str, tmp_path: Path) -> None:
    found = sheet(tmp_path, f"Code,Rate\nJ1569,{cell}\n")
    assert (found.rows, found.faults) == ([{"codes": "J1569", "percent": percent, "of": of}], [])
    assert read_sheet_as_contract(tmp_path / "r.csv")[0] is not None


def test_a_percent_of_two_prices_is_a_fault(tmp_path: Path) -> None:
    assert sheet_faults(tmp_path, "Code,Rate,Percent of\nJ1569,85% of AWP,asp\n") == [
        "r.csv:2:2: rates.of: says a percent of awp, and the column `of` says asp; make both say the same"
    ]


def test_an_empty_rate_cell_is_told_with_its_likely_cause(tmp_path: Path) -> None:
    data = book(("Rates", [("Code", "Rate"), ("S9500", "=1+1"), ("S9501", 5)]))
    assert sheet_faults(tmp_path, data, "r.xlsx") == [
        "r.xlsx!Rates!B2: rates: the rate cell is empty; a formula that was never calculated, or a merged cell, looks empty: "
        "save the workbook in Excel with values, and a rate on every row"
    ]


def test_an_empty_row_does_not_shift_the_places_of_the_rows_after_it(tmp_path: Path) -> None:
    text = f"{HEAD}rates:\n  - null\n  - {{codes: S9500, rate: 1}}\n  -\n  - {{codes: S9501, rate: ten}}\n"
    told = faults(tmp_path, text)
    assert [fault for fault in told if "a row without a value" not in fault] == [
        "c.yaml:6:26: rates.2.rate: should be an amount in dollars, such as 130.00 (got 'ten')"
    ]
    nested = f"{HEAD}rates:\n  - {{codes: [~, S9500, X9999], rate: 1}}\n"
    assert any(fault.startswith("c.yaml:3:") and "X9999" in fault for fault in faults(tmp_path, nested))


def test_cells_merged_over_rows_hold_in_each_of_them(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    for row in [
        ("Fee schedule", None, None),
        ("Code", "Modifier", "Rate"),
        ("S9500", None, 120),
        (None, "SH", 60),
        (None, "SJ", 40),
        ("S9501", None, 130),
        ("S9502", None, None),
    ]:
        page.append(row)
    for area in ("A1:C1", "A3:A5", "C6:C7"):
        page.merge_cells(area)
    stream = io.BytesIO()
    made.save(stream)
    found = sheet(tmp_path, stream.getvalue(), "r.xlsx")
    assert not found.faults
    assert [(row["codes"], str(row["rate"])) for row in found.rows] == [
        ("S9500", "120"), ("S9500", "60"), ("S9500", "40"), ("S9501", "130"), ("S9502", "130"),
    ]  # fmt: skip
