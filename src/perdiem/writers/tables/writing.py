"""The way out for the tables of a book: one call, five forms, each table told with its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from perdiem.engine.book import Book
from perdiem.engine.postgres import shown
from perdiem.errors import UnwritableFile
from perdiem.model.book import Table
from perdiem.writers.tables.files import write_csv, write_duckdb, write_parquet
from perdiem.writers.tables.postgres import write_postgres
from perdiem.writers.tables.workbook import write_workbook


class Form(StrEnum):
    """What tables are written as."""

    CSV = "csv"
    PARQUET = "parquet"
    EXCEL = "excel"
    DUCKDB = "duckdb"
    POSTGRES = "postgres"


@dataclass(frozen=True, slots=True)
class Written:
    """One table that was written: its rows, and where they are."""

    table: str
    rows: int
    place: str


def _silent(_message: str) -> None:
    """Tells no one."""


def write_tables(
    book: Book,
    target: str | Path,
    form: Form,
    *,
    schema: str = "public",
    replace: bool = False,
    progress: Callable[[str], None] = _silent,
) -> list[Written]:
    """Writes every table that the book has; rows stand in the order of their key.

    `target` is a folder for CSV and Parquet (one file a table), a file for Excel (one sheet a table) and DuckDB, an
    address for Postgres, whose `schema` is made if need be. A file of one table may be named `claim_line.csv`, if the
    book has no other. What is there already is kept unless `replace`. Raises UnwritableFile; then nothing that was
    there before is lost.

        with open_book(["march.837"]) as opened:
            write_tables(opened.book, "march", Form.PARQUET)
    """
    tables = [table for table in book.tables if not _is_idle(book, table)]
    if form is Form.POSTGRES:
        write_postgres(book, tables, str(target), schema, replace=replace, progress=progress)
        return [
            Written(each.name, book.count(each.name), f"{shown(str(target))}!{schema}.{each.name}") for each in tables
        ]
    path = Path(target)
    if form in {Form.EXCEL, Form.DUCKDB}:
        _refuse_existing([path], replace=replace)
        write = write_workbook if form is Form.EXCEL else write_duckdb
        write(book, tables, path, progress)
        return [Written(each.name, book.count(each.name), f"{path}!{each.name}") for each in tables]
    places = _places(path, tables, f".{form.value}")
    _refuse_existing(list(places.values()), replace=replace)
    for table, place in places.items():
        progress(table.name)
        (write_csv if form is Form.CSV else write_parquet)(book, table, place)
    return [Written(table.name, book.count(table.name), str(place)) for table, place in places.items()]


def _is_idle(book: Book, table: Table) -> bool:
    """Whether a table of rejects is empty: it then is not written."""
    return "reject" in table.name and not book.count(table.name)


def _places(path: Path, tables: list[Table], ending: str) -> dict[Table, Path]:
    """The file of each table."""
    if path.suffix.lower() != ending:
        return {table: path / f"{table.name}{ending}" for table in tables}
    if len(tables) != 1:
        names = ", ".join(table.name for table in tables)
        raise UnwritableFile(path, f"is one file, and the book has {len(tables)} tables ({names}); name a folder")
    return {tables[0]: path}


def _refuse_existing(paths: list[Path], *, replace: bool) -> None:
    there = [path for path in paths if path.exists()]
    if there and not replace:
        raise UnwritableFile(there[0], "is there already; name another place, or say --force to replace it")
    for path in {path.parent for path in paths}:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnwritableFile(path, f"the folder cannot be made: {error.strerror}") from None
