"""Sheets of a workbook as sources: one sheet a table, the sheet named after the table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from perdiem.engine.duckdb import Engine, quoted
from perdiem.errors import UnreadableFile
from perdiem.model.book import Table
from perdiem.readers.tables.source import FILE, POSITION, Source
from perdiem.readers.workbook_guard import check_workbook

EXCEL = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
LARGEST = 250_000_000  # bytes of the file: Excel's own limit of rows keeps workbooks below it
_ADVICE = "save large tables as CSV or Parquet"
_PACKAGE = 11  # digits of an NDC


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its header, the row on which that stands, and the cells below by column."""

    name: str
    header: list[str]
    header_row: int
    rows: list[list[Any]]


def sheet_names(path: Path) -> list[str]:
    """The names of all sheets. Raises UnreadableFile as sheets_of does."""
    with _opened(path) as workbook:
        return list(workbook.sheet_names)


def sheets_of(path: Path, chosen: Collection[str]) -> dict[str, Sheet]:
    """The chosen sheets that have content, by name.

    Raises UnreadableFile when the file is missing, locked by a password, too large for memory, or no workbook; and
    for a sheet whose header has a name twice.
    """
    with _opened(path) as workbook:
        cells = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
            if name in chosen
        }
    found = {name: _sheet(path, name, rows) for name, rows in cells.items()}
    return {name: sheet for name, sheet in found.items() if sheet is not None}


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The workbook; the library's errors, also while it is read, become UnreadableFile."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    _check(path)
    try:
        yield CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise UnreadableFile(path, "is locked by a password; save a copy without one") from None
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(path, f"is not a workbook that can be read: {error}") from None
    except BaseException as error:  # a panic of the library is no Exception, and has no name to import
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile(path, "is not a workbook that can be read") from None


def _check(path: Path) -> None:
    try:
        raw = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise UnreadableFile(path, f"cannot be read: {error.strerror}") from None
    if raw is None:
        raise UnreadableFile(path, f"is larger than {LARGEST // 10**6} MB; {_ADVICE}")
    try:
        check_workbook(path, raw)
    except UnreadableFile as error:
        raise UnreadableFile(path, error.reason.replace("keep only the rates", _ADVICE)) from None


def _sheet(path: Path, name: str, rows: list[list[Any]]) -> Sheet | None:
    first = next((place for place, row in enumerate(rows) if any(cell != "" for cell in row)), None)
    if first is None:
        return None
    header = [_text(cell) or "" for cell in rows[first]]
    while header and not header[-1]:
        header.pop()
    lower = [head.lower() for head in header]
    twice = sorted({head for head in lower if head and lower.count(head) > 1})
    if twice:
        raise UnreadableFile(path, f"sheet {name!r}: the header names a column twice: {', '.join(twice)}")
    return Sheet(name, header, first + 1, rows[first + 1 :])


def sheet_source(engine: Engine, table: Table, path: Path, sheet: Sheet, packages: Collection[str]) -> Source:
    """A sheet as a source; empty rows are passed over.

    `packages` are its columns of package codes (NDC): one that Excel holds as a number lost its leading zeros, and is
    filled up to 11 digits. Raises UnreadableFile for cells that stand under no heading.
    """
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

    width = len(sheet.header)
    numbers = [place for place, row in enumerate(sheet.rows, 1) if any(cell != "" for cell in row)]
    kept = [sheet.rows[place - 1] for place in numbers]
    unnamed = {place for place, head in enumerate(sheet.header) if not head}
    arrays: dict[str, Any] = {}
    for place in range(max((len(row) for row in kept), default=width)):
        texts = [_text(row[place]) if place < len(row) else None for row in kept]
        if place >= width or place in unnamed:
            _refuse_unnamed(path, sheet, numbers, texts)
        else:
            head = sheet.header[place]
            if head in packages:
                texts = [_package(row[place], text) for row, text in zip(kept, texts, strict=True)]
            arrays[head] = pa.array(texts, pa.string())
    shown = f"{path}!{sheet.name}"
    arrays[FILE] = pa.array([shown] * len(kept), pa.string())
    arrays[POSITION] = pa.array(numbers, pa.int64())
    stage = engine.new_name("sheet")
    engine.connection.register("incoming", pa.table(arrays))
    engine.run(f"CREATE TABLE {stage} AS SELECT * FROM incoming")
    engine.connection.unregister("incoming")
    kinds = {head: "VARCHAR" for head in arrays if head not in {FILE, POSITION}}
    chosen = ", ".join(map(quoted, arrays))
    return Source(
        table, shown, "a workbook's sheet", f"SELECT {chosen} FROM {stage}", kinds, in_place=False,
        header=sheet.header_row,
    )  # fmt: skip


def _refuse_unnamed(path: Path, sheet: Sheet, numbers: list[int], texts: list[str | None]) -> None:
    at = next((number for number, text in zip(numbers, texts, strict=True) if text is not None), None)
    if at is not None:
        row = at + sheet.header_row
        raise UnreadableFile(
            path,
            f"sheet {sheet.name!r}: row {row} has a cell in a column without a heading; the headings are taken from "
            f"row {sheet.header_row}, the first that is not empty: remove titles above them, and name every column",
        )


def _text(cell: Any) -> str | None:
    """A cell as text. Excel stores numbers with 15 good digits: more are noise of its arithmetic."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return format(int(cell), "d") if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time().isoformat() != "00:00:00" else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip() or None


def _package(cell: Any, text: str | None) -> str | None:
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return text.rjust(_PACKAGE, "0") if is_number and text is not None and text.isdigit() else text
