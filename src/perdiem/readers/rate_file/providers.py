"""Names and states of providers by NPI or tax number, from a list of one's own or the national registry's file."""

from __future__ import annotations

from pathlib import Path

from perdiem.engine.duckdb import DatabaseError, Engine, first_line, literal, quoted
from perdiem.errors import UnreadableFile

HEADINGS = {
    "number": ("npi", "tin", "ein", "tax number", "tax id", "number"),
    "name": ("name", "provider", "business name", "provider organization name (legal business name)"),
    "state": ("state", "provider business practice location address state name"),
}
"""What each column may be called, in small letters; the long names are those of the national registry (NPPES)."""


def read_providers(engine: Engine, path: Path) -> int:
    """Reads a CSV of providers into the engine's table known_provider; gives how many numbers were read.

    A column with the NPI or the tax number is needed (both may be there), and one of name and state. Raises
    UnreadableFile.
    """
    table = f"read_csv({literal(str(path))}, header = true, all_varchar = true, strict_mode = false)"
    try:
        names = [str(row[0]) for row in engine.run(f"DESCRIBE SELECT * FROM {table}").fetchall()]
    except DatabaseError as error:
        raise UnreadableFile(path, f"cannot be read as a CSV of providers: {first_line(error)}") from None
    found = {kind: [name for name in names if _plain(name) in headings] for kind, headings in HEADINGS.items()}
    if not found["number"] or not (found["name"] or found["state"]):
        raise UnreadableFile(
            path, f"should have a column npi or tin, and one called name or state; it has {', '.join(names[:8])}"
        )
    name, state = (
        f"nullif(trim({quoted(found[kind][0])}), '')" if found[kind] else "NULL" for kind in ("name", "state")
    )
    numbers = " UNION ALL ".join(
        f"SELECT trim({quoted(column)}) AS number, {name} AS name, upper({state}) AS state FROM {table}"
        for column in found["number"]
    )
    engine.run(
        "CREATE OR REPLACE TABLE known_provider AS SELECT number, any_value(name) AS name, any_value(state) AS state "
        f"FROM ({numbers}) WHERE number <> '' GROUP BY number"
    )
    return int(str(engine.one("SELECT count(*) FROM known_provider")[0]))


def _plain(name: str) -> str:
    return name.strip().strip("\ufeff").lower().replace("_", " ")
