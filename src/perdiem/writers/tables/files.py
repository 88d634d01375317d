"""Tables as CSV and Parquet files, and as tables of a DuckDB file; all by DuckDB itself, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from perdiem.engine.book import Book
from perdiem.engine.duckdb import DatabaseError, first_line, literal, quoted
from perdiem.engine.types import columns_ddl
from perdiem.errors import UnwritableFile
from perdiem.model.book import ColumnType, Table

# a spreadsheet takes a cell that begins so for a formula; an apostrophe in front of one is doubled, so that a reader
# can take it off again
_FORMULA = r"^''*[=+@\t\r-]"


def rows_in_order(book: Book, table: Table, columns: str = "*") -> str:
    """SQL for the rows of a table in the order of its key."""
    order = ", ".join(f"{quoted(name)} NULLS LAST" for name in table.key)
    return f"SELECT {columns} FROM {book.sql_name(table.name)} ORDER BY {order}"


def write_csv(book: Book, table: Table, path: Path, in_order: str | None = None) -> None:
    """Writes a table as CSV: UTF-8 with a header, days as 2026-03-01, an empty cell where nothing is.

    A text that a spreadsheet would take for a formula is preceded by an apostrophe. `in_order` is SQL for its rows
    where they are in the order of its key already. Raises UnwritableFile.
    """
    columns = ", ".join(
        inert(each.name) if each.type is ColumnType.TEXT else quoted(each.name) for each in table.columns
    )
    rows = f"SELECT {columns} FROM ({in_order})" if in_order else rows_in_order(book, table, columns)
    write_csv_of(book, rows, path)


def write_csv_of(book: Book, query: str, path: Path) -> None:
    """Writes the rows of a query as CSV. Raises UnwritableFile."""
    _copy(book, query, path, "FORMAT csv, HEADER true")


def inert(name: str) -> str:
    """SQL for a text column with an apostrophe before what a spreadsheet would take for a formula."""
    text = quoted(name)
    return f"CASE WHEN regexp_matches({text}, '{_FORMULA}') THEN '''' || {text} ELSE {text} END AS {text}"


def write_parquet(book: Book, table: Table, path: Path, in_order: str | None = None) -> None:
    """Writes a table as Parquet, packed with zstd; `in_order` as with CSV. Raises UnwritableFile."""
    _copy(book, in_order or rows_in_order(book, table), path, "FORMAT parquet, COMPRESSION zstd")


def _copy(book: Book, query: str, path: Path, options: str) -> None:
    with replacing(path) as part:
        try:
            book.engine.run(f"COPY ({query}) TO {literal(str(part))} ({options})")
        except DatabaseError as error:
            raise UnwritableFile(path, f"cannot be written: {first_line(error)}") from None


def write_duckdb(book: Book, tables: Sequence[Table], path: Path, progress: Callable[[str], None]) -> None:
    """Writes tables into a new DuckDB file, with what each column means as its comment. Raises UnwritableFile."""
    engine = book.engine
    with replacing(path) as part:
        try:
            with engine.writing_to(part) as target:
                for table in tables:
                    progress(table.name)
                    name = f"{target}.main.{quoted(table.name)}"
                    engine.run(f"CREATE TABLE {name} ({columns_ddl(table)})")
                    engine.run(f"INSERT INTO {name} BY NAME {rows_in_order(book, table)}")
                    engine.run(f"COMMENT ON TABLE {name} IS {literal(table.grain)}")
                    for column in table.columns:
                        engine.run(f"COMMENT ON COLUMN {name}.{quoted(column.name)} IS {literal(column.meaning)}")
        except DatabaseError as error:
            raise UnwritableFile(path, f"cannot be written: {first_line(error)}") from None


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A place beside the file to write to; it takes the file's name only when all went well."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise UnwritableFile(path, f"cannot be written: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)
