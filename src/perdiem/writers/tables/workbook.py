"""Tables as a workbook, one sheet a table, as far as Excel's limits reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from perdiem.engine.book import Book
from perdiem.engine.duckdb import quoted
from perdiem.errors import UnwritableFile
from perdiem.model.book import ColumnType, Table
from perdiem.writers.tables.files import replacing, rows_in_order

MOST_ROWS = 1_048_575  # below the header: Excel's limit
LONGEST = 32_767  # characters of a cell
EXACT = Decimal(10) ** 11  # from here on, an amount of four places has more than Excel's 15 digits
FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
BATCH = 10_000
_ADVICE = "write Parquet, CSV or DuckDB instead"


def write_workbook(book: Book, tables: Sequence[Table], path: Path, progress: Callable[[str], None]) -> None:
    """Writes tables into a new workbook; texts stay texts, so that codes keep their zeros and nothing is a formula.

    An amount with more digits than Excel keeps, and a day before March 1900, is written as text. Raises UnwritableFile
    for a table with more rows, or a text with more characters, than Excel holds; then nothing is written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    for table in tables:
        _check(book, table, path)
    with replacing(path) as part:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(book.engine.folder),
        }
        made = xlsxwriter.Workbook(str(part), options)
        formats = {
            ColumnType.DATE: made.add_format({"num_format": "yyyy-mm-dd"}),
            ColumnType.MONEY: made.add_format({"num_format": "#,##0.00"}),
            ColumnType.TEXT: made.add_format({"num_format": "@"}),
        }
        head = made.add_format({"bold": True, "bottom": 1})
        for table in tables:
            progress(table.name)
            _sheet(book, table, made.add_worksheet(table.name), formats, head)
        try:
            made.close()
        except (XlsxWriterException, OSError) as error:
            raise UnwritableFile(
                path, f"cannot be written: {error}; close it in Excel, or name another place"
            ) from None


def _check(book: Book, table: Table, path: Path) -> None:
    rows = book.count(table.name)
    if rows > MOST_ROWS:
        raise UnwritableFile(
            path, f"{table.name} has {rows:,} rows; a sheet of Excel has room for {MOST_ROWS:,}: {_ADVICE}"
        )
    texts = [quoted(column.name) for column in table.columns if column.type is ColumnType.TEXT]
    longest = f"greatest({', '.join(f'coalesce(max(length({text})), 0)' for text in texts)}, 0)"
    (length,) = book.engine.one(f"SELECT {longest} FROM {book.sql_name(table.name)}")
    if int(str(length)) > LONGEST:
        raise UnwritableFile(
            path,
            f"{table.name} has a text of {length:,} characters; a cell of Excel has room for {LONGEST:,}: {_ADVICE}",
        )


def _sheet(book: Book, table: Table, sheet: Any, formats: dict[ColumnType, Any], head: Any) -> None:
    """XlsxWriter takes cells one by one, so this goes cell by cell; Excel's limit of rows bounds it."""
    for across, column in enumerate(table.columns):
        sheet.set_column(across, across, max(10, len(column.name) + 2))
    for across, column in enumerate(table.columns):
        sheet.write_string(0, across, column.name, head)
    sheet.freeze_panes(1, 0)
    found = book.engine.connection.cursor().execute(rows_in_order(book, table))
    down = 0
    while rows := found.fetchmany(BATCH):
        for row in rows:
            down += 1
            for across, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                if cell is not None:
                    _write(sheet, down, across, cell, formats.get(column.type))
    sheet.autofilter(0, 0, max(down, 1), len(table.columns) - 1)


def _write(sheet: Any, down: int, across: int, cell: object, form: Any) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(down, across, cell)
    elif isinstance(cell, datetime):  # with its zone, which a date of Excel's has not
        sheet.write_string(down, across, f"{cell.isoformat()}Z", form)
    elif isinstance(cell, date) and cell >= FIRST_DAY:
        sheet.write_datetime(down, across, cell, form)
    elif isinstance(cell, int | Decimal) and -EXACT < cell < EXACT:
        sheet.write_number(down, across, cell, form)
    else:
        sheet.write_string(down, across, str(cell), form)
