"""Tables of a Postgres database as sources: copied once, all as of the same moment, through the server's own COPY."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from perdiem.engine.duckdb import Engine
from perdiem.engine.postgres import connected, shown
from perdiem.errors import UnreadableFile
from perdiem.model.book import Table
from perdiem.readers.tables.files import delimited_source
from perdiem.readers.tables.source import Source

if TYPE_CHECKING:
    import psycopg


class PostgresTables:
    """The tables of one schema of a database, as of the moment when the first is read. Whoever opens it closes it."""

    def __init__(self, url: str, schema: str) -> None:
        import psycopg

        self.name, self.schema = shown(url), schema
        self._connection: psycopg.Connection[tuple[Any, ...]] = connected(url)
        self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        self._connection.read_only = True
        # a float is given with the 15 digits that it holds for sure, a date as 2026-03-01
        self._connection.execute("SET LOCAL extra_float_digits = 0")
        self._connection.execute("SET LOCAL datestyle = 'ISO'")

    def tables(self) -> list[str]:
        """The tables and views of the schema. Raises UnreadableFile when there is no such schema."""
        known = self._connection.execute(
            "SELECT count(*) FROM information_schema.schemata WHERE schema_name = %s", [self.schema]
        ).fetchone()
        if known == (0,):
            raise UnreadableFile(self.name, f"has no schema {self.schema!r}; name one with --schema")
        rows = self._connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = %s ORDER BY 1", [self.schema]
        ).fetchall()
        return [str(row[0]) for row in rows]

    def source(self, engine: Engine, table: Table, name: str) -> Source:
        """One table, copied to the engine in bounded memory. Raises UnreadableFile."""
        import psycopg
        from psycopg import sql

        path = engine.folder / f"{engine.new_name('postgres')}.csv"
        query = sql.SQL("COPY (SELECT * FROM {}.{}) TO STDOUT (FORMAT csv, HEADER true, ENCODING 'UTF8')").format(
            sql.Identifier(self.schema), sql.Identifier(name)
        )
        whole = f"{self.name}!{self.schema}.{name}"
        try:
            with self._connection.cursor() as cursor, cursor.copy(query) as rows, path.open("wb") as file:
                _pour(rows, file)
        except psycopg.Error as error:
            raise UnreadableFile(whole, f"cannot be read: {str(error).splitlines()[0]}") from None
        source = delimited_source(engine, table, whole, [path], shown=whole)
        path.unlink()
        return source

    def close(self) -> None:
        """Ends the connection; nothing was changed."""
        self._connection.close()


def _pour(rows: Iterable[bytes | bytearray | memoryview], file: Any) -> None:
    for block in rows:
        file.write(block)
