"""Workbooks made of tables: one sheet a table, text as text, statuses with symbol, word and shade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from perdiem.errors import UnwritableFile
from perdiem.model.results import Status
from perdiem.writers.statuses import with_symbol

_LONGEST = 32_000  # Excel holds 32,767 characters in a cell, and drops a longer text without a word
_LEGAL = 5  # Excel's number for paper of 8.5 by 14 inches
_LINE = 15.0  # points; the height of a row of one line
_TALLEST = 400.0  # points; Excel allows 409
_RULE = {"valign": "top", "bottom": 1, "bottom_color": "#DDE1E3"}
_HEAD = {"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": "#E9EEF0", "bottom": 1}
_SHADE: Mapping[Status, Mapping[str, str]] = {
    Status.MET: {"bg_color": "#C9E2D8", "font_color": "#1B463C"},
    Status.PARTLY: {"bg_color": "#F1E2BC", "font_color": "#4A3706"},
    Status.NOT_MET: {"bg_color": "#F8E4DF", "font_color": "#8F2C20"},
    Status.SILENT: {"bg_color": "#ECEEEE", "font_color": "#46525C"},
    Status.NOT_APPLICABLE: {"font_color": "#6B757D"},
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head and its width in characters."""

    head: str
    width: float


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere: `internal:'Sheet'!A1` or an address; a `status` gives it its look."""

    target: str
    text: str
    status: Status | None = None


class Workbook:
    """A workbook that is written when its `with` block ends.

    Raises UnwritableFile at that point when the file cannot be written.
    """

    def __init__(self, path: Path, title: str) -> None:
        import xlsxwriter

        self._path = path
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"title": title, "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - same bytes
        self._book.set_size(2400, 1400)
        self._body = self._book.add_format({**_RULE, "text_wrap": True})
        self._head = self._book.add_format(_HEAD)
        self._marks = {
            status: self._book.add_format({**_RULE, "font_color": look["font_color"]})
            for status, look in _SHADE.items()
        }
        self._shades = {status: self._book.add_format(dict(look)) for status, look in _SHADE.items()}
        self._url = self._book.add_format({**_RULE, "font_color": "#1D5C7A", "underline": 1})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        from xlsxwriter.exceptions import XlsxWriterException

        if error is not None:
            return
        try:
            self._book.close()
        except (XlsxWriterException, OSError) as problem:
            reason = f"cannot be written ({problem}); close it in Excel, or choose another folder"
            raise UnwritableFile(self._path, reason) from problem

    def table(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[object]],
        *,
        frozen: int = 0,
        head_height: float = 32,
        printed: int | None = None,
    ) -> None:
        """Adds a sheet with one table that begins in A1; `frozen` is how many first columns stay in sight.

        `printed` is how many first columns go on paper, then of legal size; all of them when it is not given.
        """
        sheet = self._book.add_worksheet(name)
        last = max(len(rows), 1)  # Excel wants at least one row below a table's head
        shown = [{"header": column.head, "header_format": self._head} for column in columns]
        look = {
            "name": name.replace(" ", ""),
            "columns": shown,
            "style": "Table Style Light 1",
            "banded_rows": False,
        }
        sheet.add_table(0, 0, last, len(columns) - 1, look)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
        sheet.set_row(0, head_height)
        for down, row in enumerate(rows, start=1):
            sheet.set_row(down, _height(row, columns))
            for across, cell in enumerate(row):
                self._write(sheet, down, across, cell)
        for status, shade in self._shades.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{with_symbol(status)}"', "format": shade}
            sheet.conditional_format(1, 0, last, len(columns) - 1, rule)
        sheet.freeze_panes(1, frozen)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        if printed is not None:
            sheet.set_paper(_LEGAL)
            sheet.print_area(0, 0, last, printed - 1)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&L&A&RPage &P of &N")

    def _write(self, sheet: Any, row: int, column: int, cell: object) -> None:
        if isinstance(cell, Status):
            sheet.write_string(row, column, with_symbol(cell), self._marks[cell])
        elif isinstance(cell, Link):
            form = self._marks[cell.status] if cell.status else self._url
            if sheet.write_url(row, column, cell.target, form, cell.text[:_LONGEST]) < 0:
                sheet.write_string(row, column, cell.text[:_LONGEST], form)  # too long to be a link
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self._body)
        elif cell is None or cell == "":
            sheet.write_blank(row, column, None, self._body)
        else:
            sheet.write_string(row, column, str(cell)[:_LONGEST], self._body)


def _height(row: Sequence[object], columns: Sequence[Column]) -> float:
    """The height that shows all the lines of a row's longest text; not every program works it out by itself."""
    lines = 1
    for cell, column in zip(row, columns, strict=True):
        if isinstance(cell, str) and not isinstance(cell, Status):
            lines = max(lines, sum(ceil(len(part) / column.width) or 1 for part in cell.split("\n")))
    return min(lines * _LINE, _TALLEST)
