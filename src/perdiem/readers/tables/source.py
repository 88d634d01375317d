"""A source: one table as it stands outside, described so that SQL can read it, and judged the same whatever it is."""

from __future__ import annotations

from dataclasses import dataclass

from perdiem.engine.duckdb import Engine
from perdiem.model.book import Table

POSITION = "perdiem_row"  # a name that no source has for a column of its own
FILE = "perdiem_file"

FHIR_KIND = "FHIR"  # resources, which no mapping file is for


@dataclass(frozen=True, slots=True)
class Malformed:
    """A row that a file's reader could not take apart: its ordinal among all rows, the first data row being 1."""

    file: str
    row: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """One table of the outside.

    `relation` is SQL that gives its columns, FILE and POSITION (the row's ordinal in its file, from 1, or null).
    `columns` are its columns with their DuckDB types. `in_place` says that reading it again is cheap and exact, so it
    need not be copied. `header` rows stand before the first row, as a person counts. `malformed` are rows that are
    not in the relation, because they could not be taken apart. `is_guarded` says that the texts may have an apostrophe
    before what a spreadsheet would take for a formula, as our CSV writer puts it there.
    """

    table: Table
    name: str
    kind: str
    relation: str
    columns: dict[str, str]
    in_place: bool
    header: int = 0
    malformed: tuple[Malformed, ...] = ()
    is_guarded: bool = False


def described(engine: Engine, query: str) -> dict[str, str]:
    """The columns of a query and their types, in their order."""
    rows = engine.run(f"DESCRIBE SELECT * FROM ({query})").fetchall()
    return {str(row[0]): str(row[1]) for row in rows}
