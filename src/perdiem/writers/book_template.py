"""Empty tables of the book to fill in: which columns a person is asked for, and the files of CSV and Parquet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from perdiem.errors import UnwritableFile
from perdiem.model.book import BOOK, CLAIM_LINE, CLAIM_TABLES, Column, ColumnType, Table
from perdiem.model.book.remittance import REMITTANCE_TABLES
from perdiem.model.book.shared_columns import CLAIM_PLACE
from perdiem.writers.book_template_form import TemplateForm
from perdiem.writers.tables.files import replacing

TEMPLATES: tuple[Table, ...] = (
    CLAIM_LINE,
    *(table for table in BOOK if table not in CLAIM_TABLES and table not in REMITTANCE_TABLES),
)
"""The tables that people fill in; the others of the book come out of claim files and remittances."""

WORKBOOK_NAME, DICTIONARY_NAME = "book.xlsx", "columns.csv"

_NOT_ASKED = {"claim_key", "claim_charge_amount", "line_offset", *(column.name for column in CLAIM_PLACE)}
# readers fill these: the key from claim_id, the claim's charge from its lines, the place from the file
_FIRST = (
    "claim_id", "claim_line_number", "member_id", "claim_line_start_date", "claim_line_end_date",
    "place_of_service_code", "hcpcs_code", "hcpcs_modifier_1", "hcpcs_modifier_2", "service_unit_quantity",
    "charge_amount", "billing_npi", "received_date", "line_authorization_number", "diagnosis_code_1", "ndc",
    "ndc_quantity", "ndc_unit", "claim_type", "claim_frequency_code", "payer_claim_control_number",
    "claim_filing_indicator_code", "hcpcs_modifier_3", "hcpcs_modifier_4", "hcpcs_modifier_5", "service_unit_code",
    "claim_authorization_number", "facility_npi", "rendering_npi", "billing_taxonomy_code", "bill_type_code",
    "clearinghouse_claim_number", "line_note", "claim_note",
    *(f"diagnosis_code_{number}" for number in range(2, 13)),
)  # fmt: skip
"""The columns of claim_line that a decision can depend on, in the order in which a bill is read."""


def asked_columns(table: Table) -> tuple[Column, ...]:
    """The columns of a template in their order: what matters first, nothing that readers fill by themselves."""
    asked = [column for column in table.columns if table is not CLAIM_LINE or column.name not in _NOT_ASKED]
    return tuple(sorted(asked, key=lambda column: _place(table, column)))


def _place(table: Table, column: Column) -> int:
    """The column's place among those that matter first, and one past the last for every other."""
    if table is not CLAIM_LINE:
        return 0
    return _FIRST.index(column.name) if column.name in _FIRST else len(_FIRST)


def matters(table: Table, column: Column) -> bool:
    """Whether a decision can depend on the column, or it must be filled."""
    return table is not CLAIM_LINE or column.name in _FIRST or column.required


def choices(column: Column) -> tuple[str, ...]:
    """The words that may stand in the column, where its constraint lists them (`a, b or c`) or it says yes or no."""
    if column.type is ColumnType.BOOLEAN:
        return ("yes", "no")
    head, is_list, last = (column.constraint or "").rpartition(" or ")
    words = (*(word.strip() for word in head.split(",")), last.strip())
    simple = all(word and all(part.isalnum() or part in "_- " for part in word) for word in words)
    return words if is_list and simple else ()


def explained(column: Column) -> str:
    """What a person should know of a column, in sentences."""
    parts = [column.meaning]
    if column.required:
        parts.append("Must be filled.")
    if words := choices(column):
        parts.append(f"One of: {', '.join(words)}.")
    elif column.constraint:
        parts.append(f"{column.constraint[0].upper()}{column.constraint[1:]}.")
    if column.unit:
        parts.append(f"In {column.unit}." if not column.unit.startswith("see ") else f"Counts: {column.unit}.")
    if column.type is ColumnType.DATE:
        parts.append("A day, such as 2026-03-01.")
    if column.type is ColumnType.INSTANT:
        parts.append("A day and a time in UTC, such as 2026-03-01 14:30, or with its zone: 2026-03-01T14:30-05:00.")
    return " ".join(parts)


def write_template_files(folder: Path, form: TemplateForm, *, replace: bool = False) -> list[Path]:
    """Writes a file a table, CSV with its header or Parquet with its types, and columns.csv that explains them.

    Parquet has every column of the declaration; CSV those that people are asked for. What is there already is kept
    unless `replace`. Raises UnwritableFile.
    """
    places = {table: folder / f"{table.name}.{form.value}" for table in TEMPLATES}
    dictionary = folder / DICTIONARY_NAME
    refuse_existing([*places.values(), dictionary], replace=replace)
    for table, place in places.items():
        with replacing(place) as part:
            if form is TemplateForm.CSV:
                _write_rows(part, [[column.name for column in asked_columns(table)]])
            else:
                _write_parquet(part, table)
    with replacing(dictionary) as part:
        _write_rows(part, [["table", "column", "type", "required", "meaning"], *_dictionary(form)])
    return [*places.values(), dictionary]


def refuse_existing(paths: list[Path], *, replace: bool) -> None:
    """Makes the folder; raises UnwritableFile where a file is there and must not be replaced."""
    for path in paths:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            is_there = path.exists()
        except OSError as error:
            raise UnwritableFile(path, f"cannot be written: {error.strerror}") from None
        if is_there and not replace:
            raise UnwritableFile(path, "is there already; name another place, or add --force to overwrite it")


def _dictionary(form: TemplateForm) -> Iterator[list[str]]:
    for table in TEMPLATES:
        for column in asked_columns(table) if form is TemplateForm.CSV else table.columns:
            yield [table.name, column.name, str(column.type), "yes" if column.required else "no", explained(column)]


def _write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _write_parquet(path: Path, table: Table) -> None:
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it ships no types

    pq.write_table(table.arrow_schema().empty_table(), path)
