"""The result tables of a run in a folder: every line decided, its adjustments and findings, and what was rejected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from perdiem.engine.book import Book
from perdiem.engine.table_reject import TABLE_REJECT
from perdiem.errors import UnwritableFile
from perdiem.model.adjudication import ADJUDICATION, REMITTANCE_COMPARED
from perdiem.model.book import REJECT, REMITTANCE_CLAIM, Table
from perdiem.writers.adjudication.forms import ResultForm
from perdiem.writers.tables.files import write_csv, write_duckdb, write_parquet
from perdiem.writers.tables.workbook import write_workbook

REJECTED = {REJECT.name: "claims_rejected", TABLE_REJECT.name: "rows_rejected"}
"""What the readers set aside, under the names that a run gives it."""

_ONE_FILE = {ResultForm.EXCEL: "tables.xlsx", ResultForm.DUCKDB: "adjudication.duckdb"}
"""The forms that hold all tables in one file."""


def result_paths(book: Book, folder: Path, form: ResultForm) -> tuple[tuple[Table, Path], ...]:
    """Each table that a run leaves, and its file; all of them in one file for Excel and DuckDB."""
    tables = [*ADJUDICATION]
    if book.has(REMITTANCE_CLAIM.name):
        tables.append(REMITTANCE_COMPARED)
    tables += [
        replace(table, name=REJECTED[table.name])
        for table in (REJECT, TABLE_REJECT)
        if book.has(table.name) and book.count(table.name)
    ]
    one = _ONE_FILE.get(form)
    return tuple((table, folder / (one or f"{table.name}.{form.value}")) for table in tables)


def write_results(
    book: Book, schema: str, places: tuple[tuple[Table, Path], ...], form: ResultForm, progress: Callable[[str], None]
) -> None:
    """Writes the tables that stand under a schema of the book's engine. Raises UnwritableFile."""
    for table, _ in places:
        rejected = [name for name, shown in REJECTED.items() if shown == table.name]
        source = book.sql_name(rejected[0]) if rejected else f"{schema}.{table.name}"
        book.define(table, f"SELECT * FROM {source}")
    tables = [table for table, _ in places]
    if form is ResultForm.EXCEL:
        write_workbook(book, tables, places[0][1], progress)
    elif form is ResultForm.DUCKDB:
        write_duckdb(book, tables, places[0][1], progress)
    else:
        for table, path in places:
            progress(f"writing {path.name}")
            (write_csv if form is ResultForm.CSV else write_parquet)(book, table, path)


def remove_others(folder: Path, kept: tuple[tuple[Table, Path], ...]) -> None:
    """Removes what an earlier run left in the folder, in any form, and this one does not write over.

    Tables of two runs side by side would be taken for one. Raises UnwritableFile.
    """
    names = [*(table.name for table in ADJUDICATION), REMITTANCE_COMPARED.name, *REJECTED.values()]
    files = {*_ONE_FILE.values(), *(f"{name}.{form.value}" for name in names for form in ResultForm)}
    try:
        for file in files - {path.name for _, path in kept}:
            (folder / file).unlink(missing_ok=True)
    except OSError as error:
        raise UnwritableFile(folder / file, f"is of an earlier run and cannot be removed: {error.strerror}") from None


def refuse_existing(paths: list[Path]) -> None:
    """Raises UnwritableFile for the first of the files that is there."""
    for path in paths:
        if path.exists():
            raise UnwritableFile(path, "is there already; name another folder, or say --force to replace it")
