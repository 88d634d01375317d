"""Tables into a Postgres database, through the server's own COPY, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from perdiem.engine.book import Book
from perdiem.engine.duckdb import literal
from perdiem.engine.postgres import connected, shown
from perdiem.engine.types import sql_type
from perdiem.errors import UnwritableFile
from perdiem.model.book import ColumnType, Table
from perdiem.writers.tables.files import rows_in_order

if TYPE_CHECKING:
    import psycopg

BLOCK = 1 << 20  # bytes sent together


def write_postgres(
    book: Book, tables: Sequence[Table], url: str, schema: str, *, replace: bool, progress: Callable[[str], None]
) -> None:
    """Writes tables into a schema, which is made if need be, in one transaction; a column's meaning is its comment.

    Raises UnwritableFile when a table is there already and `replace` is not asked for, or when the server refuses.
    """
    import psycopg

    with connected(url) as connection:
        try:
            connection.execute(_named("CREATE SCHEMA IF NOT EXISTS {}", schema))
            for table in tables:
                progress(table.name)
                _make(connection, table, url, schema, replace=replace)
                _fill(connection, book, table, schema)
        except psycopg.Error as error:
            connection.rollback()
            raise UnwritableFile(shown(url), f"cannot be written: {str(error).splitlines()[0]}") from None


def _named(statement: str, *names: str) -> Any:
    from psycopg import sql

    return sql.SQL(statement).format(*map(sql.Identifier, names))


def _make(connection: psycopg.Connection[Any], table: Table, url: str, schema: str, *, replace: bool) -> None:
    from psycopg import sql

    known = connection.execute(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = %s AND table_name = %s",
        [schema, table.name],
    ).fetchone()
    if known != (0,) and not replace:
        connection.rollback()
        place = f"{shown(url)}!{schema}.{table.name}"
        raise UnwritableFile(place, "is there already; name another schema, or say --force to replace it")
    connection.execute(_named("DROP TABLE IF EXISTS {}.{}", schema, table.name))
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}{}").format(
            sql.Identifier(column.name),
            sql.SQL("text" if column.type is ColumnType.TEXT else sql_type(column.type)),
            sql.SQL(" NOT NULL" if column.required else ""),
        )
        for column in table.columns
    )
    where = sql.Identifier(schema, table.name)
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(where, columns))
    connection.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(where, sql.Literal(table.grain)))
    for column in table.columns:
        which = sql.Identifier(schema, table.name, column.name)
        connection.execute(sql.SQL("COMMENT ON COLUMN {} IS {}").format(which, sql.Literal(column.meaning)))


def _fill(connection: psycopg.Connection[Any], book: Book, table: Table, schema: str) -> None:
    path = book.engine.folder / f"{book.engine.new_name('postgres')}.csv"
    book.engine.run(f"COPY ({rows_in_order(book, table)}) TO {literal(str(path))} (FORMAT csv, HEADER false)")
    statement = _named("COPY {}.{} FROM STDIN (FORMAT csv, ENCODING 'UTF8')", schema, table.name)
    with connection.cursor() as cursor, cursor.copy(statement) as rows, path.open("rb") as file:
        while block := file.read(BLOCK):
            rows.write(block)
    path.unlink()
