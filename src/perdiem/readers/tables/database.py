"""Tables of a DuckDB file as sources, read where they lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from perdiem.engine.duckdb import Engine, literal, quoted
from perdiem.errors import UnreadableFile
from perdiem.model.book import Table
from perdiem.readers.tables.source import FILE, POSITION, Source, described

DATABASES = (".duckdb", ".ddb", ".db")
_MARK, _MARK_AT = b"DUCK", 8  # where a DuckDB file says what it is


@dataclass(frozen=True, slots=True)
class Attached:
    """A DuckDB file on the engine, and what stands in it: (schema, name) and whether it is a table, not a view."""

    path: Path
    name: str
    tables: dict[tuple[str, str], bool]


def is_duckdb(path: Path) -> bool:
    """Whether the file says of itself that it is a DuckDB database."""
    try:
        with path.open("rb") as file:
            return file.read(_MARK_AT + len(_MARK))[_MARK_AT:] == _MARK
    except OSError:
        return False


def attached(engine: Engine, path: Path) -> Attached:
    """The database. Raises UnreadableFile."""
    if not path.is_file():
        raise UnreadableFile(path, "there is no such file")
    name = engine.attach(path)
    rows = engine.run(
        "SELECT table_schema, table_name, table_type = 'BASE TABLE' FROM information_schema.tables "
        f"WHERE table_catalog = {literal(name)} ORDER BY 1, 2"
    ).fetchall()
    return Attached(path, name, {(str(schema), str(table)): bool(is_table) for schema, table, is_table in rows})


def database_source(engine: Engine, table: Table, database: Attached, schema: str, name: str) -> Source:
    """One table, or view, of the database; the rows of a view have no number."""
    whole = f"{database.name}.{quoted(schema)}.{quoted(name)}"
    columns = described(engine, f"SELECT * FROM {whole}")
    shown = f"{database.path}!{name}" if schema == "main" else f"{database.path}!{schema}.{name}"
    position = "rowid + 1" if database.tables[schema, name] else "CAST(NULL AS BIGINT)"
    chosen = ", ".join([*map(quoted, columns), f"{literal(shown)} AS {quoted(FILE)}", f"{position} AS {POSITION}"])
    return Source(table, shown, "a DuckDB table", f"SELECT {chosen} FROM {whole}", columns, in_place=True)
