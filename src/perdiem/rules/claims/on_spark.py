"""Adjudication on Spark, for books that outgrow one machine: the same stages, compiled tables and results.

The stages are those under `sql/spark`, made from DuckDB's by `tools/sql.py`. Members are not dealt into groups: Spark
does that by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from perdiem.codes import CodeSets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import literal
from perdiem.engine.spark import SparkEngine
from perdiem.engine.types import columns_ddl
from perdiem.errors import UsageError
from perdiem.model.adjudication import ADJUDICATION
from perdiem.model.book import BOOK, Table
from perdiem.model.contract import Agreement
from perdiem.rules.claims.adjudicate import ASKED, UNASKED_WITHOUT, Adjudication
from perdiem.rules.claims.compiled import compile_agreement
from perdiem.rules.claims.plan import edit_rows, run_facts, stages
from perdiem.rules.claims.totals import Totals, totals_of

RESULTS: dict[str, Table] = {table.name: table for table in ADJUDICATION}


@dataclass(frozen=True, slots=True)
class SparkAdjudication:
    """The results of a run, as tables on the Spark engine, and its totals.

    `notes` says what could not be asked for want of a table. The results are gone when the engine is closed.
    """

    engine: SparkEngine
    totals: Totals
    notes: tuple[str, ...]

    def batches(self, table: str) -> Iterator[Any]:
        """A result table as pyarrow record batches in the declared schema."""
        yield from self.engine.batches(table, RESULTS[table])


def adjudicate_on_spark(
    agreement: Agreement,
    book: Mapping[str, Any],
    sets: CodeSets,
    engine: SparkEngine,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> SparkAdjudication:
    """Decides and prices every line of `claim_line` under the agreement.

    `book` has the tables by their names, each a pyarrow table or a path to Parquet (a file or a folder of files) that
    the engine reaches; a table that is not there is absent, which is not the same as empty. Rows are taken as they
    are: what a reader rejects must not be among them. `progress` is told after each stage how many of how many are
    done. Raises UsageError where the book has no claim lines, a table lacks a column, or a rate cannot be a number;
    UnreadableFile where a path is no Parquet.
    """
    if "claim_line" not in book:
        raise UsageError("the book has no claim_line; there is nothing to decide")
    if unknown := sorted(set(book) - {table.name for table in BOOK}):
        raise UsageError(f"a book has no table {', '.join(unknown)}; it has {', '.join(table.name for table in BOOK)}")
    _load(agreement, book, sets, engine)
    _run_stages(engine, progress)
    notes = tuple(said for name, said in UNASKED_WITHOUT.items() if name not in book)
    return SparkAdjudication(engine, totals_of(engine.rows, "in_claim_line", "decided_line", "line_adjustment"), notes)


def _load(agreement: Agreement, book: Mapping[str, Any], sets: CodeSets, engine: SparkEngine) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

    compiled = compile_agreement(agreement, sets).tables
    for name, arrow in compiled.items():
        engine.load(name, arrow)
    engine.load("c_edit", pa.Table.from_pylist(edit_rows()))
    engine.load("run_facts", pa.Table.from_pylist([run_facts(book.__contains__)]))
    for table in ASKED:
        source = book.get(table.name, table.arrow_schema().empty_table())
        engine.load_book_table(f"in_{table.name}", table, source)


def _run_stages(engine: SparkEngine, progress: Callable[[int, int], None] | None) -> None:
    plan = stages("spark")
    names = [stage.name for stage in plan]
    last_use = {name: index for index, stage in enumerate(stages()) for name in stage.reads(names)}
    for index, stage in enumerate(plan):
        try:
            engine.make(stage.name, stage.query, RESULTS.get(stage.name))
        except Exception as error:
            error.add_note(f"in stage {stage.number:03}_{stage.name} of the plan")
            raise
        for name in [name for name, last in last_use.items() if last == index]:
            engine.drop(name)
        if progress is not None:
            progress(index + 1, len(plan))


def adjudicate_book_on_spark(
    agreement: Agreement,
    book: Book,
    sets: CodeSets,
    engine: SparkEngine,
    *,
    schema: str = "adjudication",
    progress: Callable[[int, int], None] | None = None,
) -> Adjudication:
    """A book that DuckDB holds, decided on Spark: the results come back to the book's engine, as of any other run.

    The tables go to Spark as Parquet files in the engine's folder. The arguments and errors are those of
    `adjudicate_on_spark`, and of `adjudicate` for `schema`.
    """
    handed: dict[str, Any] = {}
    for table in ASKED:
        if book.has(table.name):
            handed[table.name] = engine.folder / f"book_{table.name}.parquet"
            query = f"SELECT * FROM {book.sql_name(table.name)}"
            book.engine.run(f"COPY ({query}) TO {literal(str(handed[table.name]))} (FORMAT parquet)")
    done = adjudicate_on_spark(agreement, handed, sets, engine, progress=progress)
    book.engine.run(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    book.engine.run(f"CREATE SCHEMA {schema}")
    for name, table in RESULTS.items():
        book.engine.run(f"CREATE TABLE {schema}.{name} ({columns_ddl(table)})")
        parts = literal(str(engine.folder / name / "*.parquet"))
        book.engine.run(f"INSERT INTO {schema}.{name} BY NAME SELECT * FROM read_parquet({parts})")
    return Adjudication(book, schema, done.totals, done.notes)
