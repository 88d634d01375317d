"""The workbook to fill in: a sheet that explains, then one sheet a table, with choices and comments at its columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from perdiem.errors import UnwritableFile
from perdiem.model.book import Column, ColumnType, Table
from perdiem.writers.book_template import TEMPLATES, asked_columns, choices, explained, matters, refuse_existing
from perdiem.writers.tables.files import replacing

GUIDE = "Read me first"
_LAST_ROW = 1_048_575  # Excel's, counted from 0
_EARLIEST, _LATEST = date(1900, 3, 1), date(2199, 12, 31)  # Excel counts a day before March 1900 that never was
_FORMATS = {
    ColumnType.TEXT: "@",
    ColumnType.DATE: "yyyy-mm-dd",
    ColumnType.INSTANT: "@",  # a text may say its time zone, a cell of Excel's may not
    ColumnType.MONEY: "#,##0.00",
    ColumnType.UNIT_PRICE: "0.000000",
    ColumnType.INTEGER: "0",
}
_COLOURS = {"required": "#1B463C", "asked": "#E9EEF0", "extra": "#F7F7F7"}
_WIDEST = 28
_SAYS = {
    "What this is": (
        "A book: the tables that Perdiem decides claims by and counts measures from. One sheet is one table, one "
        "row one thing of its kind. The names of sheets and columns stay as they are; their order does not matter."
    ),
    "Fill in": (
        "To decide claims, fill in claim_line. To measure, fill in what you have: a measure that needs a sheet "
        "which is not there says so. Dark headings must be filled in every row; a heading's comment tells "
        "what the column means. In claim_line the columns that a decision never depends on are folded away: "
        "open them with the + above the sheet."
    ),
    "Delete what you have not": (
        "Delete each sheet that you do not fill. A sheet that is missing means: not known, so nothing is "
        "decided by it. A sheet without rows means: there are none. An empty eligibility sheet would refuse "
        "every line, because no member would be covered."
    ),
    "Codes": (
        "Codes, NPIs, NDCs and member numbers are text, so that leading zeros stay. Paste values only, so "
        "that the cells keep their format."
    ),
    "Days and amounts": (
        "A day is an Excel date or 2026-03-01. A time is a text such as 2026-03-01 14:30, in UTC, or with its zone "
        "2026-03-01T14:30-05:00. An amount is dollars and cents, without words."
    ),
    "Then": (
        "perdiem adjudicate my-contract.yaml this-workbook.xlsx decides the claims; perdiem measure this-workbook.xlsx "
        "counts the measures."
    ),
}


def write_template_workbook(path: Path, without: Mapping[str, str], *, replace: bool = False) -> None:
    """Writes the workbook; `without` says in a sentence, by table, what is not looked at where a table is missing.

    Text columns have the text format, days and amounts theirs; a list of allowed words is a list to choose from.
    Raises UnwritableFile; a file that is there is kept unless `replace`.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    refuse_existing([path], replace=replace)
    with replacing(path) as part:
        made = xlsxwriter.Workbook(str(part), {"strings_to_formulas": False, "strings_to_urls": False})
        _write_guide(made, without)
        forms = {kind: made.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        heads = {
            "required": made.add_format({"bold": True, "font_color": "white", "bg_color": _COLOURS["required"]}),
            "asked": made.add_format({"bold": True, "bg_color": _COLOURS["asked"], "bottom": 1}),
            "extra": made.add_format({"italic": True, "bg_color": _COLOURS["extra"], "bottom": 1}),
        }
        for table in TEMPLATES:
            _write_sheet(made.add_worksheet(table.name), table, forms, heads)
        try:
            made.close()
        except (XlsxWriterException, OSError) as error:
            reason = f"cannot be written: {error}; close it in Excel, or name another place"
            raise UnwritableFile(path, reason) from None


def _write_guide(made: Any, without: Mapping[str, str]) -> None:
    sheet = made.add_worksheet(GUIDE)
    title = made.add_format({"bold": True, "font_size": 16})
    head = made.add_format({"bold": True, "valign": "top", "text_wrap": True})
    text = made.add_format({"valign": "top", "text_wrap": True})
    link = made.add_format({"valign": "top", "font_color": "#1D5C7A", "underline": 1})
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 2, 62)
    sheet.write_string(0, 0, "A book to fill in", title)
    down = 2
    for name, words in _SAYS.items():
        sheet.write_string(down, 0, name, head)
        sheet.merge_range(down, 1, down, 2, words, text)
        sheet.set_row(down, 15 * (1 + len(words) // 118))
        down += 1
    down += 1
    for across, words in enumerate(("Sheet", "One row is", "Without the sheet")):
        sheet.write_string(down, across, words, head)
    for table in TEMPLATES:
        down += 1
        sheet.write_url(down, 0, f"internal:'{table.name}'!A1", link, table.name)
        sheet.write_string(down, 1, table.grain.removeprefix("One row is "), text)
        sheet.write_string(down, 2, without.get(table.name, _otherwise(table)), text)
        sheet.set_row(down, 30)


def _otherwise(table: Table) -> str:
    if table is TEMPLATES[0]:
        return "There is nothing to decide, unless claim files (837) are given."
    return "No decision asks for it; the measures that need it say that there is not enough data."


def _write_sheet(sheet: Any, table: Table, forms: Mapping[ColumnType, Any], heads: Mapping[str, Any]) -> None:
    for across, column in enumerate(asked_columns(table)):
        is_asked = matters(table, column)
        kind = "required" if column.required else "asked" if is_asked else "extra"
        width = min(max(12, len(column.name) + 3), _WIDEST)
        folded = {} if is_asked else {"level": 1, "hidden": True}
        sheet.set_column(across, across, width, forms.get(column.type), folded)
        sheet.write_string(0, across, column.name, heads[kind])
        sheet.write_comment(0, across, explained(column), {"x_scale": 2, "y_scale": 1.2, "author": "Perdiem"})
        if rule := _validation(column):
            sheet.data_validation(1, across, _LAST_ROW, across, rule)
    sheet.freeze_panes(1, 1)
    last = len(table.columns)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letters(last)}{_LAST_ROW + 1}"})


def _validation(column: Column) -> dict[str, Any] | None:
    """What Excel should hold a cell to; nothing where only a reader of the whole table can tell."""
    shared = {"ignore_blank": True, "error_title": column.name, "error_message": explained(column)[:250]}
    if words := choices(column):
        return {"validate": "list", "source": list(words), **shared}
    if column.type is ColumnType.DATE:
        return {"validate": "date", "criteria": "between", "minimum": _EARLIEST, "maximum": _LATEST, **shared}
    if column.type is ColumnType.INTEGER:
        least = 1 if (column.constraint or "").startswith("at least 1") else 0
        return {"validate": "integer", "criteria": ">=", "value": least, **shared}
    if column.type in {ColumnType.MONEY, ColumnType.QUANTITY, ColumnType.UNIT_PRICE}:
        return {"validate": "decimal", "criteria": "between", "minimum": -(10**11), "maximum": 10**11, **shared}
    return None


def _letters(count: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    name: str = xl_col_to_name(count)
    return name
