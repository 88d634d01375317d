"""Reads the workbook form of a HCPCS release: the header row is found by its words, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

from perdiem.codes.overlay import ReleasedCode
from perdiem.errors import FaultsFound, UnreadableFile
from perdiem.model.faults import Fault
from perdiem.model.positions import Position
from perdiem.readers.archives import files_in_zip
from perdiem.readers.grid import column_letters

_CODE = re.compile(r"[A-Z]\d{4}")
_NEEDED = {  # our name of a column: the heads that CMS has given it, without spaces and signs
    "code": ("HCPC", "HCPCS", "HCPCSCODE", "HCPCCODE"),
    "long": ("LONGDESCRIPTION", "LONGDESC"),
    "short": ("SHORTDESCRIPTION", "SHORTDESC"),
    "added": ("ADDDT", "ADDDATE", "ADDEDDATE"),
    "ended": ("TERMDT", "TERMDATE", "TERMINATIONDATE"),
}
_HEAD_WORDS = {
    "code": "HCPC",
    "long": "LONG DESCRIPTION",
    "short": "SHORT DESCRIPTION",
    "added": "ADD DT",
    "ended": "TERM DT",
}
LARGEST_UNPACKED = 400 * 2**20  # bytes; a real release has 8 MB: more is a zip bomb or another file
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # the stream of a workbook with a password
_FAR_CELL = re.compile(rb"r=[\"'](?:[A-Z]{3}|[D-Z][A-Z]|[A-Z]{0,2}\d{6})[A-Z\d]*")  # past column CZ or row 99,999
_DEEPEST_HEADER = 60  # rows; CMS puts a note of ten rows above it

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Sheet:
    file: str
    name: str
    rows: list[list[Any]]

    def position(self, row: int, column: int) -> Position:
        return Position(self.file, sheet=self.name, cell=f"{column_letters(column)}{row + 1}")


def read_workbook(file: str, data: bytes) -> list[ReleasedCode]:
    """The codes of the first sheet that has a release's columns; modifiers are left out.

    Raises UnreadableFile when it is no workbook or is locked, FaultsFound when no sheet has the columns or
    when cells under them are not dates.
    """
    nearest: tuple[_Sheet, int, dict[str, int]] | None = None
    for sheet in _sheets(file, data):
        for number, row in enumerate(sheet.rows[:_DEEPEST_HEADER]):
            columns = _columns(row)
            if len(columns) == len(_NEEDED):
                return _rows(sheet, number, columns)
            if nearest is None or len(columns) > len(nearest[2]):
                nearest = (sheet, number, columns)
    if nearest is None:
        raise UnreadableFile(file, "the workbook has no filled cell")
    sheet, number, columns = nearest
    missing = ", ".join(_HEAD_WORDS[name] for name in _NEEDED if name not in columns)
    raise FaultsFound(
        [
            Fault(
                sheet.position(number, 0) if columns else Position(file, sheet=sheet.name, cell="A1"),
                "",
                f"no row has all the heads of a HCPCS release; missing: {missing}",
                suggestion="give the ANWEB workbook of a CMS release, not its transaction report",
            )
        ]
    )


def _sheets(file: str, data: bytes) -> list[_Sheet]:
    import python_calamine

    if _LOCKED in data:
        raise UnreadableFile(file, "is locked by a password; save it without one")
    if data.startswith(b"PK"):
        _check_size(file, files_in_zip(file, data, LARGEST_UNPACKED))
    try:
        book = python_calamine.load_workbook(BytesIO(data))
        return [
            _Sheet(file, name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        ]
    except BaseException as error:  # a panic of the library is no Exception, and must not end the program
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile(file, f"is not a workbook that can be read ({error})") from error


def _check_size(file: str, members: dict[str, bytes]) -> None:
    """Refuses a sheet whose one far-off cell would make the library lay out billions of empty ones."""
    if "xl/workbook.xml" not in members:
        raise UnreadableFile(file, "is not an .xlsx workbook")
    for name, content in members.items():
        far = _FAR_CELL.search(content) if name.startswith("xl/worksheets/") else None
        if far:
            raise UnreadableFile(file, f"{name} reaches to {far[0][3:].decode()}; no HCPCS release is so large")


def _columns(row: Row) -> dict[str, int]:
    heads = [re.sub(r"[^A-Z]", "", str(cell).upper()) for cell in row]
    found: dict[str, int] = {}
    for name, spellings in _NEEDED.items():
        for index, head in enumerate(heads):
            if head in spellings:
                found[name] = index
                break
    return found


def _rows(sheet: _Sheet, header: int, columns: dict[str, int]) -> list[ReleasedCode]:
    found: dict[str, ReleasedCode] = {}
    faults: list[Fault] = []
    for number, row in enumerate(sheet.rows[header + 1 :], start=header + 1):
        code = str(row[columns["code"]]).strip().upper()
        if not _CODE.fullmatch(code):
            continue
        long = " ".join(str(row[columns["long"]]).split())
        if code in found:  # a second row of the same code carries on its wording
            known = found[code]
            found[code] = replace(known, long_wording=f"{known.long_wording} {long}".strip())
            continue
        days: list[date | None] = []
        for name in ("added", "ended"):
            cell = row[columns[name]]
            try:
                days.append(_day(cell))
            except ValueError:
                message = f"{_HEAD_WORDS[name]} of {code} should be a date as YYYYMMDD"
                position = sheet.position(number, columns[name])
                faults.append(Fault(position, _HEAD_WORDS[name], message, found=str(cell)))
                days.append(None)
        found[code] = ReleasedCode(code, str(row[columns["short"]]).strip(), long, days[0], days[1])
    if faults:
        raise FaultsFound(faults)
    return list(found.values())


def _day(cell: Any) -> date | None:
    """A cell that holds YYYYMMDD as text or number, or a real date; empty and zero are no date."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    if text in {"", "0"}:
        return None
    if not re.fullmatch(r"\d{8}", text):
        raise ValueError(text)
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
