"""The stages of SQL that look at published rates, run in order; each makes the table that it is named after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine

MARKET, CONTRACT = "sql", "sql_contract"
ROWS = "010_rate_row.sql"
_FILE = re.compile(r"[0-9]{3}_([a-z_]+)\.sql")


@cache
def stages(folder: str) -> tuple[tuple[str, str], ...]:
    """The stages of a folder in order: name of the table, and its query."""
    return tuple(_stages(folder))


def _stages(folder: str) -> Iterator[tuple[str, str]]:
    found = files("perdiem.rules.rates").joinpath(folder).iterdir()
    for file in sorted(found, key=lambda each: each.name):
        if named := _FILE.fullmatch(file.name):
            yield named[1], file.read_text(encoding="utf-8")


def run_stages(engine: Engine, folder: str, first: str = "", last: str = "") -> None:
    """Runs the stages of a folder, from the one named `first` to the one named `last` where they are given."""
    names = [name for name, _ in stages(folder)]
    start = names.index(first) if first else 0
    end = names.index(last) + 1 if last else len(names)
    for name, query in stages(folder)[start:end]:
        engine.run(f"CREATE OR REPLACE TABLE {name} AS {query}")


def rate_rows(book: Book, *, are_providers_known: bool = False) -> None:
    """Makes the table of rows that the market and the contract begin with, out of the book's published_rate.

    Where `are_providers_known`, names and states are taken from the engine's table known_provider (number, name,
    state).
    """
    if not are_providers_known:
        book.engine.run("CREATE OR REPLACE TABLE known_provider (number VARCHAR, name VARCHAR, state VARCHAR)")
    run_stages(book.engine, MARKET, "rate_row", "rate_row")
