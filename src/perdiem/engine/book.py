"""A book: its tables by name on an engine, in the declared columns and types."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from perdiem.engine.duckdb import Engine, quoted
from perdiem.engine.table_reject import TABLE_REJECT
from perdiem.engine.types import columns_ddl, sql_type
from perdiem.model.book import BOOK, Table

ALL_TABLES: tuple[Table, ...] = (*BOOK, TABLE_REJECT)
"""Every table that a book on an engine may have."""

BATCH = 100_000  # rows handed out together: some tens of megabytes of claim lines


class Book:
    """The tables of one book. A table that no input gave is absent, which is not the same as empty.

    SQL on `engine` reads a table by the name that `sql_name` gives. Whoever opens a book closes it.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._names: set[str] = set()
        engine.run("CREATE SCHEMA IF NOT EXISTS book")

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that are there, in the order of their declaration."""
        return tuple(table for table in ALL_TABLES if table.name in self._names)

    def has(self, name: str) -> bool:
        """Whether the table is there."""
        return name in self._names

    def sql_name(self, name: str) -> str:
        """The table's name for SQL on the engine. Raises KeyError when the book has no such table."""
        if name not in self._names:
            raise KeyError(f"this book has no {name}")
        return f"book.{quoted(name)}"

    def sql_or_empty(self, table: Table) -> str:
        """The table's name for SQL, or an empty relation of its columns where it is absent."""
        if self.has(table.name):
            return self.sql_name(table.name)
        nulls = ", ".join(f"CAST(NULL AS {sql_type(each.type)}) AS {quoted(each.name)}" for each in table.columns)
        return f"(SELECT {nulls} WHERE false)"

    def define(self, table: Table, query: str) -> None:
        """Makes a query over the engine the table; its columns are taken by name and cast to the declared types."""
        columns = ", ".join(
            f"CAST({quoted(each.name)} AS {sql_type(each.type)}) AS {quoted(each.name)}" for each in table.columns
        )
        self.engine.run(f"CREATE OR REPLACE VIEW book.{quoted(table.name)} AS SELECT {columns} FROM ({query})")
        self._names.add(table.name)

    def load(self, table: Table, arrow: Any) -> None:
        """Makes a pyarrow table, or a stream of record batches, the table; a copy is kept on the engine."""
        name = f"loaded_{table.name}"
        self.engine.run(f"CREATE OR REPLACE TABLE {quoted(name)} ({columns_ddl(table)})")
        self.engine.connection.register("incoming", arrow)
        try:
            self.engine.run(f"INSERT INTO {quoted(name)} BY NAME SELECT * FROM incoming")
        finally:
            self.engine.connection.unregister("incoming")
        self.define(table, f"SELECT * FROM {quoted(name)}")

    def batches(self, table: Table, order: tuple[str, ...] = ()) -> Iterator[Any]:
        """The rows as pyarrow record batches in the declared schema, ordered by the columns named."""
        ordered = f" ORDER BY {', '.join(f'{quoted(name)} NULLS LAST' for name in order)}" if order else ""
        for batch in self.engine.batches(f"SELECT * FROM {self.sql_name(table.name)}{ordered}", BATCH):
            yield batch.cast(table.arrow_schema())

    def count(self, name: str) -> int:
        """How many rows the table has."""
        return int(str(self.engine.one(f"SELECT count(*) FROM {self.sql_name(name)}")[0]))

    def close(self) -> None:
        """Closes the engine; the tables are gone."""
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
