"""The same book decided on DuckDB and on Spark: every row of every result is the same, to the cent."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from perdiem.codes import packaged_code_sets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import open_engine
from perdiem.engine.spark import SparkEngine
from perdiem.model.adjudication import ADJUDICATION
from perdiem.model.book import table
from perdiem.model.contract import Agreement
from perdiem.rules.claims.adjudicate import Totals, adjudicate
from perdiem.rules.claims.on_spark import adjudicate_book_on_spark
from tests.unit.engine_spark.sample import rich_book, three_contracts

SETS = packaged_code_sets()
pytestmark = pytest.mark.slow

Decided = tuple[dict[str, Any], Totals, tuple[str, ...]]


def on_duckdb(agreement: Agreement, tables: dict[str, Any]) -> Decided:
    with Book(open_engine()) as book:
        for name, arrow in tables.items():
            book.load(table(name), arrow)
        done = adjudicate(agreement, book, SETS)
        results = {each.name: pa.Table.from_batches(done.batches(each.name)) for each in ADJUDICATION}
        return results, done.totals, done.notes


def on_spark(agreement: Agreement, tables: dict[str, Any], engine: SparkEngine) -> Decided:
    with Book(open_engine()) as book:
        for name, arrow in tables.items():
            book.load(table(name), arrow)
        done = adjudicate_book_on_spark(agreement, book, SETS, engine)
        results = {each.name: pa.Table.from_batches(done.batches(each.name)) for each in ADJUDICATION}
        return results, done.totals, done.notes


def assert_same(first: Decided, second: Decided) -> None:
    for each in ADJUDICATION:
        order = [(name, "ascending") for name in each.key]
        mine, other = (decided[0][each.name].cast(each.arrow_schema()).sort_by(order) for decided in (first, second))
        assert mine.num_rows == other.num_rows, each.name
        differing = [name for name in each.names if not mine[name].equals(other[name])]
        assert not differing, f"{each.name}: {[_first_difference(mine, other, name) for name in differing]}"
    assert first[1:] == second[1:]


def _first_difference(mine: Any, other: Any, name: str) -> str:
    pairs = zip(mine.to_pylist(), other.to_pylist(), strict=True)
    row, found = next((a, b) for a, b in pairs if a[name] != b[name])
    return f"{name} of {row['claim_key']}/{row['claim_line_number']}: DuckDB {row[name]!r}, Spark {found[name]!r}"


def test_a_rich_book_under_three_contracts_in_a_row(spark: SparkEngine) -> None:
    tables, agreement = rich_book(range(110)), three_contracts()
    known = on_duckdb(agreement, tables)
    reached = set(known[0]["line_finding"]["edit"].to_pylist()) | set(known[0]["line_adjustment"]["edit"].to_pylist())
    assert len(reached) > 60, sorted(reached)  # the book is rich: most edits are at work
    assert set(known[0]["decided_line"]["contract_version"].to_pylist()) == {1, 2, 3, None}
    assert_same(known, on_spark(agreement, tables, spark))
