"""The SQL type of each type of column."""

from __future__ import annotations

from perdiem.engine.duckdb import quoted
from perdiem.model.book import ColumnType, Table

_SQL = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.DATE: "DATE",
    ColumnType.INSTANT: "TIMESTAMP",  # in UTC, as the engine's own time zone is
    ColumnType.INTEGER: "BIGINT",
    ColumnType.MONEY: "DECIMAL(18,2)",
    ColumnType.QUANTITY: "DECIMAL(18,4)",
    ColumnType.UNIT_PRICE: "DECIMAL(18,6)",
    ColumnType.BOOLEAN: "BOOLEAN",
}


def sql_type(kind: ColumnType) -> str:
    """The type as DuckDB, and Postgres, write it; for a text see `VARCHAR`."""
    return _SQL[kind]


def columns_ddl(table: Table) -> str:
    """The columns of a CREATE TABLE statement, in their order."""
    return ", ".join(f"{quoted(column.name)} {_SQL[column.type]}" for column in table.columns)
