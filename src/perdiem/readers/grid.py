"""A sheet of cells, from CSV or Excel, with each cell's address."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from perdiem.errors import UnreadableFile
from perdiem.model.positions import Position
from perdiem.readers.workbook_formats import formats_of
from perdiem.readers.workbook_guard import check_workbook

LARGEST_SHEET = 25_000_000  # bytes: some 500,000 rows; a rate schedule has hundreds
MOST_ROWS = 100_000  # of one sheet: a rate schedule has hundreds; ten times the codes there are
SAMPLED_LINES = 50  # enough to tell the delimiter
EXCEL = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}


@dataclass(frozen=True)
class OtherSheet:
    """A sheet of a workbook that was not read, and why it might have been: it is shown, and looks like the one read."""

    name: str
    hidden: bool = False
    alike: bool = False


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet as trimmed texts; an empty cell is an empty text.

    `numbers` holds the addresses (row, column) of cells that were numbers in a workbook: what Excel shows as 80% is
    stored as 0.8; `percents` those that it shows so, `hidden` the rows that it does not show. `lines` are the lines
    of a CSV on which its rows begin, where a row holds a line break. `others` are the sheets that were passed over.
    """

    file: str
    sheet: str | None
    rows: list[list[str]]
    numbers: frozenset[tuple[int, int]] = frozenset()
    lines: tuple[int, ...] = ()
    percents: frozenset[tuple[int, int]] = frozenset()
    hidden: frozenset[int] = frozenset()
    others: tuple[OtherSheet, ...] = ()

    def place(self, row: int, column: int) -> Position:
        """The position of a cell; rows and columns counted from 0."""
        if self.sheet is None:
            return Position(self.file, self.lines[row] if self.lines else row + 1, column + 1)
        return Position(self.file, sheet=self.sheet, cell=f"{column_letters(column)}{row + 1}")


def column_letters(column: int) -> str:
    """A spreadsheet's letters for a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_grid(path: Path, sheet: str | None = None, fits: Callable[[Grid], bool] | None = None) -> Grid:
    """The cells of a CSV file or of a workbook's sheet.

    Where no sheet is named, it is the first one that is shown and `fits`; or, if none fits, the first with content.

    Raises UnreadableFile when the file is missing, empty, too large, locked by a password, or neither kind.
    """
    try:
        if path.is_dir():
            raise UnreadableFile(path, "is a folder; name a file")
        size = path.stat().st_size
        with path.open("rb") as file:
            raw = file.read(LARGEST_SHEET + 1)
    except FileNotFoundError:
        raise UnreadableFile(path, "there is no such file") from None
    except OSError as error:
        raise UnreadableFile(path, f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise UnreadableFile(path, "is not the name of a file") from None
    if not raw:
        raise UnreadableFile(path, "is empty")
    if len(raw) > LARGEST_SHEET:
        raise UnreadableFile(
            path,
            f"is {max(size, len(raw)) / 1e6:.0f} MB; a rate sheet may have {LARGEST_SHEET / 1e6:.0f} MB: "
            "keep only the rates",
        )
    if path.suffix.lower() in EXCEL:
        return _read_workbook(path, raw, sheet, fits)
    return _read_csv(path, raw)


def _read_workbook(path: Path, raw: bytes, sheet: str | None, fits: Callable[[Grid], bool] | None) -> Grid:
    check_workbook(path, raw)
    filled: list[tuple[Grid, bool]] = []
    hidden: list[OtherSheet] = []
    for name, cells in _sheets(path, sheet, hidden):
        rows = [[_cell_text(cell) for cell in row] for row in cells]
        if any(any(row) for row in rows):
            numbers = frozenset(
                (r, c)
                for r, row in enumerate(cells)
                for c, cell in enumerate(row)
                if isinstance(cell, int | float) and not isinstance(cell, bool)
            )
            grid = Grid(str(path), name, rows, numbers)
            filled.append((grid, fits is None or fits(grid)))
    if not filled:
        if sheet is None and hidden:
            names = ", ".join(repr(other.name) for other in hidden)
            raise UnreadableFile(
                path, f"has no sheet with content that is shown; hidden: {names}; name the one to read"
            )
        raise UnreadableFile(path, "has no sheet with content" if sheet is None else f"sheet {sheet!r} is empty")
    chosen = next((grid for grid, alike in filled if alike), filled[0][0])
    shown = [OtherSheet(grid.sheet or "", alike=alike) for grid, alike in filled if grid is not chosen]
    formats = formats_of(path, raw, chosen.sheet or "")
    return replace(chosen, percents=formats.percents, hidden=formats.hidden, others=(*shown, *hidden))


def _sheets(path: Path, sheet: str | None, hidden: list[OtherSheet]) -> Iterator[tuple[str, list[list[Any]]]]:
    """The name and cells of the named sheet, or of each that is shown; the others are added to `hidden`."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        if sheet is not None and sheet not in names:
            raise UnreadableFile(path, f"has no sheet {sheet!r}; its sheets are {', '.join(map(repr, names))}")
        if sheet is None:
            shown = [data.name for data in workbook.sheets_metadata if data.visible == SheetVisibleEnum.Visible]
            hidden += [OtherSheet(name, hidden=True) for name in names if name not in shown]
            pages = {data.name for data in workbook.sheets_metadata if data.typ == SheetTypeEnum.WorkSheet}
            names = [name for name in shown if name in pages]
        for name in [sheet] if sheet is not None else names:
            page = workbook.get_sheet_by_name(name)
            last = page.end[0] + 1 if page.end else 0
            if last > MOST_ROWS:
                raise _too_many_rows(path, f"sheet {name!r} has {last:,}")
            yield name, _filled_down(page.to_python(skip_empty_area=False), page.merged_cell_ranges or [])
    except PasswordError:
        raise UnreadableFile(path, "is locked by a password; save a copy without one") from None
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(path, f"is not a workbook that can be read: {error}") from None
    except BaseException as error:  # a panic of the library is no Exception, and has no name to import
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile(path, "is not a workbook that can be read") from None


def _filled_down(cells: list[list[Any]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> list[list[Any]]:
    """The cells, with the value of cells that are merged over several rows in each of these rows.

    A workbook has it in the first alone; a person reads it as the value of all. Across columns it stays one.
    """
    for (top, column), (bottom, _) in merged:
        for row in cells[top + 1 : bottom + 1]:
            if column < len(row):
                row[column] = cells[top][column]
    return cells


def _too_many_rows(path: Path, has: str) -> UnreadableFile:
    return UnreadableFile(path, f"{has} rows; a rate sheet may have {MOST_ROWS:,}: keep only the rates")


def _cell_text(cell: Any) -> str:
    """A cell as a person reads it. Excel stores numbers with 15 good digits: more are noise of its arithmetic."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        text = format(cell, ".15g")
        return format(int(cell), "d") if cell.is_integer() and abs(cell) < 1e15 else text
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return _trimmed(str(cell))


def _trimmed(text: str) -> str:
    """Without blanks around it, and without characters that no one sees."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufffe\uffff]", "", text).strip()


def _read_csv(path: Path, raw: bytes) -> Grid:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", errors="replace")
    elif b"\x00" in raw[:4096]:
        raise UnreadableFile(path, "is neither CSV text nor a workbook (.xlsx); check its ending")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")  # what Excel on Windows writes for "CSV"
    shown = [line for line in text.splitlines() if line.strip()]
    if not shown:
        raise UnreadableFile(path, "is empty")
    rows, lines = _csv_rows(path, text, _delimiter(shown[:SAMPLED_LINES]))
    return Grid(str(path), None, rows, lines=tuple(lines))


def _delimiter(lines: list[str]) -> str:
    """The mark that stands on most lines equally often: a letterhead's commas do not count."""

    def fitness(mark: str) -> tuple[int, int]:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        return (counts.most_common(1)[0][1] if counts else 0, sum(line.count(mark) for line in lines))

    return max(",;\t|", key=fitness)


def _csv_rows(path: Path, text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """The rows, and the line on which each begins."""
    try:
        return _parsed(path, text, delimiter, strict=True)
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise UnreadableFile(path, "has a quote that is not closed: what follows it would be lost") from None
    try:
        return _parsed(path, text, delimiter, strict=False)
    except csv.Error as error:
        raise UnreadableFile(path, f"is not CSV that can be read: {error}") from None


def _parsed(path: Path, text: str, delimiter: str, *, strict: bool) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    for row in reader:
        if len(rows) == MOST_ROWS:
            raise _too_many_rows(path, f"has more than {MOST_ROWS:,}")
        rows.append([_trimmed(cell) for cell in row])
        lines.append(line)
        line = reader.line_num + 1
    return rows, lines
