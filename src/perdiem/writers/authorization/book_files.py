"""The book's tables of authorizations as CSV or Parquet files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from perdiem.engine.book import Book
from perdiem.engine.duckdb import literal
from perdiem.errors import UnwritableFile
from perdiem.model.book import AUTHORIZATION_HEADER, AUTHORIZATION_ITEM


def write_book_tables(book: Book, folder: Path, form: str, *, replace: bool) -> Iterator[tuple[Path, int]]:
    """Writes both tables, ordered by their key; gives each file and its rows. Raises UnwritableFile."""
    tables = (AUTHORIZATION_HEADER, AUTHORIZATION_ITEM)
    places = [folder / f"{table.name}.{form}" for table in tables]
    for place in places:
        if place.exists() and not replace:
            raise UnwritableFile(place, "is there already; add --force to replace it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFile(folder, f"the folder cannot be made: {error.strerror}") from None
    options = "FORMAT parquet, COMPRESSION zstd" if form == "parquet" else "FORMAT csv, HEADER"
    for table, place in zip(tables, places, strict=True):
        order = ", ".join(table.key)
        book.engine.run(
            f"COPY (SELECT * FROM {book.sql_name(table.name)} ORDER BY {order}) TO {literal(str(place))} ({options})"
        )
        yield place, book.count(table.name)
