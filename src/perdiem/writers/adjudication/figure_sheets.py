"""A workbook of figures: tables with amounts as numbers, which can be summed, filtered and put in a pivot table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from perdiem.errors import UnwritableFile

_LONGEST = 32_000  # characters; Excel holds 32,767 in a cell and drops a longer text without a word
_EXACT = Decimal(10) ** 13  # from here on, cents are more than the 15 digits that Excel keeps


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its head, and its width in characters."""

    name: str
    width: float = 14


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that works itself out: its formula, and the value that it has until the workbook is calculated."""

    text: str
    value: float | str = ""
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """A cell that leads to another place of the workbook, such as `'Scorecard'!A1`."""

    place: str
    words: str


class FigureBook:
    """A workbook that is written when its `with` block ends; the same input gives the same bytes.

    Raises UnwritableFile at that point when the file cannot be written.
    """

    def __init__(self, path: Path, title: str) -> None:
        import xlsxwriter

        self._path = path
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"title": title, "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - same bytes
        self._book.set_size(2400, 1400)
        top = {"valign": "top"}
        head = {"bold": True, "text_wrap": True, "bg_color": "#E9EEF0", "bottom": 1}
        self._head = self._book.add_format({**head, "indent": 1})
        self._head_of_figures = self._book.add_format({**head, "align": "right"})
        self._text = self._book.add_format({**top, "text_wrap": True, "align": "left", "indent": 1})
        self._money = self._book.add_format({**top, "num_format": "#,##0.00;[Red]-#,##0.00"})
        self._count = self._book.add_format({**top, "num_format": "#,##0"})
        self._figure = self._book.add_format({**top, "num_format": "#,##0.00##"})
        self._lead = self._book.add_format({**top, "font_color": "#1D5C7A", "underline": 1, "text_wrap": True})
        self._day = self._book.add_format({**top, "num_format": "yyyy-mm-dd"})

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

    def define(self, name: str, reference: str) -> None:
        """Names a cell, such as `Figures!$B$2`, for formulas."""
        self._book.define_name(name, f"={reference}")

    def table(
        self,
        name: str,
        heads: Sequence[Head],
        rows: Iterable[Sequence[object]],
        frozen: int = 1,
        printed: int | None = None,
    ) -> None:
        """Adds a sheet with one table that begins in A1 and can be filtered; `frozen` columns stay in sight.

        `printed` is how many first columns go on paper, all of them when it is not given.
        """
        sheet = self._book.add_worksheet(name)
        for across, head in enumerate(heads):
            sheet.set_column(across, across, head.width)
        last = self._table_at(sheet, 0, name, heads, rows)
        sheet.freeze_panes(1, frozen)
        _for_paper(sheet)
        if printed is not None:
            sheet.print_area(0, 0, last, printed - 1)
        sheet.repeat_rows(0)

    def page(self, name: str, widths: Sequence[float]) -> FigurePage:
        """Adds a sheet that is filled from above: lines, and tables below each other."""
        sheet = self._book.add_worksheet(name)
        for across, width in enumerate(widths):
            sheet.set_column(across, across, width)
        _for_paper(sheet)
        return FigurePage(self, sheet)

    def _table_at(
        self, sheet: Any, first: int, name: str, heads: Sequence[Head], rows: Iterable[Sequence[object]]
    ) -> int:
        """Writes a table whose head stands in row `first`; gives its last row."""
        down = first
        figures: set[int] = set()
        for row in rows:
            down += 1
            for across, cell in enumerate(row):
                self._write(sheet, down, across, cell)
                if isinstance(cell, Decimal | int | float | Formula):
                    figures.add(across)
        columns = [
            {"header": head.name, "header_format": self._head_of_figures if across in figures else self._head}
            for across, head in enumerate(heads)
        ]
        sheet.add_table(
            first, 0, max(down, first + 1), len(heads) - 1,
            {"name": name.replace(" ", ""), "columns": columns, "style": "Table Style Light 1"},
        )  # fmt: skip
        return max(down, first + 1)

    def _write(self, sheet: Any, down: int, across: int, cell: object) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, Decimal) and abs(cell) < _EXACT:
            sheet.write_number(down, across, cell, self._money)
        elif isinstance(cell, int):
            sheet.write_number(down, across, cell, self._count)
        elif isinstance(cell, float):
            sheet.write_number(down, across, cell, self._figure)
        elif isinstance(cell, Formula):
            sheet.write_formula(down, across, cell.text, self._money if cell.is_money else self._figure, cell.value)
        elif isinstance(cell, Lead):
            sheet.write_url(down, across, f"internal:{cell.place}", self._lead, cell.words)
        elif isinstance(cell, date):
            sheet.write_datetime(down, across, cell, self._day)
        else:
            sheet.write_string(down, across, str(cell)[:_LONGEST], self._text)


class FigurePage:
    """A sheet that is filled from above. Rows are counted from 1, as Excel shows them."""

    def __init__(self, book: FigureBook, sheet: Any) -> None:
        self._book, self._sheet = book, sheet
        self.row = 1

    def line(self, *cells: object) -> int:
        """Writes cells into the next row; gives its number."""
        for across, cell in enumerate(cells):
            self._book._write(self._sheet, self.row - 1, across, cell)
        self.row += 1
        return self.row - 1

    def gap(self) -> None:
        """Leaves a row empty."""
        self.row += 1

    def table(self, name: str, heads: Sequence[Head], rows: Iterable[Sequence[object]]) -> tuple[int, int]:
        """Writes a table; gives the numbers of its first and last row below the head."""
        head = self.row
        last = self._book._table_at(self._sheet, head - 1, name, heads, rows) + 1
        self.row = last + 2
        return head + 1, last


def _for_paper(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RPage &P of &N")
