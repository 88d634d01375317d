"""Rate sheets as payors send them, right and wrong, with the exact cell of every fault."""

# the exact sentences stand whole, to be found by a search; a cell of Excel has no time zone
# ruff: noqa: E501, ISC004, DTZ001

from __future__ import annotations

import time
import zipfile
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

from perdiem.readers.contract_file import read_sheet_as_contract
from tests.unit.readers.files import HEAD, contract, faults, locked_workbook, rewritten, sheet, sheet_faults, workbook

UNUSED = "is not used; name it under `columns` if it holds a rate, a unit, a modifier or a date"
HEADING = "has no code and no rate: read as a heading, not as a rate"
EMPTY_RATE = (
    "a formula that was never calculated, or a merged cell, looks empty: "
    "save the workbook in Excel with values, and a rate on every row"
)
NO_HEADING = (
    "rates: no heading row with a code column and a rate column was found in the first 25 rows; "
    "the first row holds {}; name the columns Code and Rate, or give their headings under `columns`"
)


@pytest.mark.parametrize(
    "text",
    [
        "Code,Rate,Unit\nS9500,130.00,day\n",
        "Code;Rate;Unit\nS9500;130.00;day\n",
        "Code\tRate\tUnit\nS9500\t130.00\tday\n",
        "Code|Rate|Unit\nS9500|130.00|day\n",
        "\ufeffCode,Rate,Unit\r\nS9500,130.00,Per Diem\r\n",
        "sep=;\nCode;Rate;Unit\nS9500;130.00;day\n",
        "Rates for Dallas, Houston, Austin, TX\n\nHCPCS/CPT®;Per Diem Rate ($);U.O.M.;Billing Unit\nS9500;130.00;;day\n",
        'Code,Rate,Unit\n"S9500" ,"130.00",day\n',
        "Proc Code,Contracted Rate,Rate Per\n\u200bS9500,\u00a0130.00\x07,daily\n",
    ],
    ids=["comma", "semicolon", "tab", "bar", "Excel", "sep", "letterhead", "loose quotes", "unseen characters"],
)
def test_a_csv_of_any_make_gives_its_row(text: str, tmp_path: Path) -> None:
    assert sheet(tmp_path, text).rows == [{"codes": "S9500", "rate": "130.00", "per": "day"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_csv_in_any_usual_encoding_is_read(encoding: str, tmp_path: Path) -> None:
    (row,) = sheet(tmp_path, "Code,Rate,Schedule\nS9500,130,Café\n".encode(encoding)).rows
    assert row["schedule"] == "Café"


def test_rows_that_are_no_rates_are_told_with_their_cells(tmp_path: Path) -> None:
    text = "Letter\n\nCode,Rate,Remarks\nANTIBIOTICS,,\nS9500,130,\n,,\n,5,\nS9501,TBD,\nS9502,,\n"
    (tmp_path / "r.csv").write_text(text)
    contract_read, found = read_sheet_as_contract(tmp_path / "r.csv")
    assert contract_read is None
    assert [str(fault).replace(f"{tmp_path}/", "") for fault in found] == [
        f"r.csv:3:3: warning: rates: the column 'Remarks' {UNUSED}",
        f"r.csv:4:1: warning: rates: the row 'ANTIBIOTICS' {HEADING}",
        "r.csv:7:2: rates: a rate without a code; fill the code column",
        "r.csv:8:2: rates.2.rate: should be an amount in dollars, such as 130.00 (got 'TBD')",
        f"r.csv:9:2: rates: the rate cell is empty; {EMPTY_RATE}",
    ]


def test_lines_are_counted_as_an_editor_does_where_a_cell_holds_two(tmp_path: Path) -> None:
    found = sheet(tmp_path, 'Code,Rate,Description\nS9500,1,"a\nb"\nS9501,2,x\n')
    assert [str(places["codes"]).rsplit("/", 1)[-1] for places in found.places] == ["r.csv:2:1", "r.csv:4:1"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "r.csv: is empty"),
        ("\n\n", "r.csv: is empty"),
        ("Code,Rate\n", "r.csv:1:1: rates: has a heading and no rates below it"),
        ("Service,Cost\nx,1\n", "r.csv:1:1: " + NO_HEADING.format("'Service', 'Cost'")),
        ("%PDF-1.4\n", "r.csv:1:1: " + NO_HEADING.format("'%PDF-1.4'")),
        ('Code,Rate,Description\nS9500,1,"x\nS9501,2,y\n', "r.csv: has a quote that is not closed: what follows it would be lost"),
        ("Code,Rate\n" + "x" * 200_000 + ",1\n", "r.csv: is not CSV that can be read: field larger than field limit (131072)"),
        (b"\0\1\2", "r.csv: is neither CSV text nor a workbook (.xlsx); check its ending"),
    ],
)  # fmt: skip
def test_a_csv_without_rates_is_told_so(text: str | bytes, told: str, tmp_path: Path) -> None:
    assert sheet_faults(tmp_path, text) == [told]


def test_columns_are_mapped_by_their_headings(tmp_path: Path) -> None:
    found = sheet(
        tmp_path, "Kode,Betrag\nS9500,1\n", columns={"codes": "KODE", "rate": "betrag"}, defaults={"per": "day"}
    )
    assert found.rows == [{"per": "day", "codes": "S9500", "rate": "1"}]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"codes": "Kod", "rate": "Betrag"}, "r.csv:1:1: rates.columns: the sheet has no column 'Kod'; did you mean 'Kode'?"),
        (
            {"codes": "Kode", "rate": "Betrag", "per": "Einheiten"},
            "r.csv:1:1: rates.columns: the sheet has no column 'Einheiten'; it has 'Kode', 'Betrag', 'Einheit'; "
            "did you mean 'Einheit'?",
        ),
    ],
)  # fmt: skip
def test_a_mapped_heading_that_is_missing_is_told_with_the_nearest(
    columns: dict[str, str], told: str, tmp_path: Path
) -> None:
    assert sheet_faults(tmp_path, "Kode,Betrag,Einheit\nS9500,1,day\n", columns=columns)[0] == told


def test_names_in_cells_are_read_as_the_contract_writes_them(tmp_path: Path) -> None:
    text = "Code,Percent,Percent of,Mod(s),POS,LOB\nJ1569,106%,ASP,SH/SJ,12 13,Medicare Advantage; Commercial\n"
    (row,) = sheet(tmp_path, text).rows
    assert row == {
        "codes": "J1569", "percent": "106%", "of": "asp", "modifiers": ["SH", "SJ"], "places_of_service": ["12", "13"],
        "lines_of_business": ["medicare_advantage", "commercial"],
    }  # fmt: skip


def test_numbers_of_a_workbook_are_read_as_a_person_sees_them(tmp_path: Path) -> None:
    data = workbook(
        ("Code", "Rate", "From", "To"),
        (99601.0, 260.30000000000001, datetime(2026, 1, 1, tzinfo=None), date(2026, 6, 30)),
        ("S9500", 130, None, None),
        at=(14, 3),
    )
    found = sheet(tmp_path, data, "r.xlsx")
    assert found.rows == [
        {"codes": "99601", "rate": "260.3", "from": "2026-01-01", "to": "2026-06-30"},
        {"codes": "S9500", "rate": "130"},
    ]
    assert str(found.places[0]["codes"]).endswith("r.xlsx!Rates!C15")
    assert str(found.places[1]["rate"]).endswith("r.xlsx!Rates!D16")


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        ((0.85, 1.06, 1), ["85%", "106%", "100%"]),
        ((85, 106, 5), ["85", "106", "5"]),
        (("85%", 106.5), ["85%", "106.5"]),
        ((0.07,), ["7%"]),
    ],
)
def test_percents_that_excel_stores_as_shares_are_read_as_it_shows_them(
    cells: tuple[float | str, ...], read: list[str], tmp_path: Path
) -> None:
    data = workbook(
        ("Code", "Percent", "Of"), *((f"J15{number}", cell, "asp") for number, cell in enumerate(cells, 60))
    )
    found = sheet(tmp_path, data, "r.xlsx")
    assert [row["percent"] for row in found.rows] == read
    assert not found.faults


def test_a_percent_that_may_mean_two_things_is_a_fault(tmp_path: Path) -> None:
    data = workbook(("Code", "Percent", "Of"), ("J1569", 5, "charge"))
    told = "r.xlsx!Rates!B2: rates.percent: may mean 5% or 500% (got '5'); write it as text with its sign, such as 80%"
    assert sheet_faults(tmp_path, data, "r.xlsx") == [told]


def test_a_wrong_cell_of_a_workbook_is_told_by_its_address(tmp_path: Path) -> None:
    (tmp_path / "r.xlsx").write_bytes(workbook(("Code", "Rate"), ("S9500", -1), ("S9999999", 1), at=(3, 2)))
    _, found = read_sheet_as_contract(tmp_path / "r.xlsx")
    told = sorted((str(fault).replace(f"{tmp_path}/", "") for fault in found), reverse=True)
    assert told[1] == "r.xlsx!Rates!B5: rates.2.codes: S9999999 is not a code that Perdiem carries (got 'S9999999')"
    assert told[0].startswith("r.xlsx!Rates!C4: rates.1.rate: should not be negative")


PLAIN = workbook(("Code", "Rate"), ("S9500", 1))
FAR = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>"""
LAST_CELL = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
UNPLACED = b'<row r="1"><c><v>1</v></c></row><row r="1048576">' + b"<c><v>1</v></c>" * 16_384 + b"</row>"


@cache
def zeros(size: int) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as member:
        for _ in range(size >> 20):
            member.write(b"\0" * (1 << 20))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("r.xlsx", b"%PDF-1.7\n", "is a PDF, not a workbook; ask for the rates as Excel or CSV"),
        ("r.xlsx", PLAIN[: len(PLAIN) // 2], "is a broken or cut-off workbook; save it again"),
        ("r.xlsx", b"", "is empty"),
        ("r.xlsx", b"Code,Rate\nS9500,1\n", "is not a workbook; if it is CSV text, give it the ending .csv"),
        ("r.xlsx", locked_workbook(), "is locked by a password; save a copy without one"),
        ("r.xls", locked_workbook(), "is locked by a password; save a copy without one"),
        ("r.xlsx", locked_workbook().replace("EncryptedPackage".encode("utf-16-le"), b"\0" * 32),
         "is an old workbook; give it the ending .xls, or save it as .xlsx"),
        ("r.xls", PLAIN, "is not an old workbook (.xls); give it the ending .xlsx"),
        ("r.csv", PLAIN, "is neither CSV text nor a workbook (.xlsx); check its ending"),
        ("r.xlsx", rewritten(PLAIN, "xl/worksheets/sheet2.xml", lambda _: FAR % LAST_CELL),
         "has a sheet of 1,048,576 rows and 16,384 columns: keep only the rates"),
        ("r.xlsx", rewritten(PLAIN, "xl/worksheets/sheet2.xml", lambda _: FAR % UNPLACED),
         "has a sheet of 1,048,576 rows and 16,384 columns: keep only the rates"),
    ],
    ids=["PDF", "cut off", "empty", "CSV", "locked", "locked .xls", "old", "new as old", "as CSV", "far cell", "unplaced cells"],
)  # fmt: skip
def test_what_is_no_workbook_is_answered_in_one_sentence(name: str, content: bytes, told: str, tmp_path: Path) -> None:
    assert sheet_faults(tmp_path, content, name) == [f"{name}: {told}"]


def test_a_broken_old_workbook_is_answered(tmp_path: Path) -> None:
    (told,) = sheet_faults(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "r.xls")
    assert told.startswith("r.xls: is not a workbook that can be read: ")


def test_a_zip_bomb_is_refused_at_once(tmp_path: Path) -> None:
    content = zeros(300 << 20)
    assert len(content) < 1_000_000
    begun = time.process_time()
    assert sheet_faults(tmp_path, content, "r.xlsx") == ["r.xlsx: unpacks to more than 250 MB: keep only the rates"]
    assert time.process_time() - begun < 1


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    content = zeros(300 << 20).replace((300 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    (told,) = sheet_faults(tmp_path, content, "r.xlsx")
    assert told in {
        "r.xlsx: unpacks to more than 250 MB: keep only the rates",
        "r.xlsx: is a broken or cut-off workbook; save it again",
    }


def test_sheets_are_chosen_by_name_or_the_first_with_content(tmp_path: Path) -> None:
    assert str(sheet(tmp_path, PLAIN, "r.xlsx").places[0]["codes"]).endswith("!Rates!A2")
    assert sheet_faults(tmp_path, PLAIN, "r.xlsx", sheet="Fees") == [
        "r.xlsx: has no sheet 'Fees'; its sheets are 'Cover', 'Rates'"
    ]
    assert sheet_faults(tmp_path, PLAIN, "r.xlsx", sheet="Cover") == ["r.xlsx: sheet 'Cover' is empty"]


ROWS = "Code,Rate\nS9500,5\nS9501,6\n"
ENTRIES = {
    "{file: r.csv, per: dya}": "c.yaml:2:28: rates.1.per: should be 'day', 'visit', 'hour', 'unit', 'kit', 'item', "
    "'month' or 'course' (got 'dya'); did you mean 'day'?",
    "{file: nowhere.csv}": "c.yaml:2:16: rates.1.file: nowhere.csv: there is no such file",
    "{file: .}": "c.yaml:2:16: rates.1.file: .: is a folder; name a file",
    '{file: "a?b.csv"}': "c.yaml:2:16: rates.1.file: a?b.csv: there is no such file",
    "{file: [a, b]}": "c.yaml:2:16: rates.1.file: should be a text",
    "{file: r.csv, sheet: [a]}": "c.yaml:2:30: rates.1.sheet: should be a text",
    "{file: r.csv, columns: [a]}": "c.yaml:2:32: rates.1.columns: should be a section: our column names, each with the "
    "sheet's heading; such as {codes: HCPCS}",
    "{file: r.csv, columns: {codes: [a]}}": "c.yaml:2:32: rates.1.columns: should be a section: our column names, each "
    "with the sheet's heading; such as {codes: HCPCS}",
}  # fmt: skip


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_wrong_entry_for_a_sheet_is_told_once(entry: str, tmp_path: Path) -> None:
    assert faults(tmp_path, f"{HEAD}rates: [{entry}]\n", r=ROWS) == [ENTRIES[entry]]


def test_a_file_name_too_long_is_told(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, f"{HEAD}rates: [{{file: {'x' * 300}.csv}}]\n")
    assert told.endswith(": cannot be read: File name too long")


def test_rows_of_a_sheet_stand_among_the_others(tmp_path: Path) -> None:
    text = (
        f"{HEAD}rates:\n  - {{codes: S9490, rate: 1}}\n  - {{file: r.csv, per: day}}\n  - {{codes: S9502, rate: 3}}\n"
    )
    agreement = contract(tmp_path, text, r=ROWS).agreement
    assert agreement is not None
    found = agreement.versions[0][1]
    assert [(rate.codes, str(rate.rate), rate.per) for rate in found.rates or ()] == [
        (("S9490",), "1", None), (("S9500",), "5", "day"), (("S9501",), "6", "day"), (("S9502",), "3", None),
    ]  # fmt: skip
    places = [str(found.mark("rates", row, "rate").position).rsplit("/", 1)[-1] for row in range(4)]
    assert places == ["c.yaml:3:26", "r.csv:2:2", "r.csv:3:2", "c.yaml:5:26"]
