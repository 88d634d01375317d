"""Adjudication: every claim line of a book decided and priced under one agreement.

The order of steps is that of `docs/explanation/adjudication.md`; each stage is a file under `sql/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from perdiem.codes import CodeSets
from perdiem.engine.book import Book
from perdiem.engine.types import columns_ddl
from perdiem.errors import UsageError
from perdiem.model.adjudication import ADJUDICATION
from perdiem.model.book import (
    ADMINISTRATION,
    AUTHORIZATION_ITEM,
    CLAIM_DIAGNOSIS,
    CLAIM_LINE,
    ELIGIBILITY,
    ENCOUNTER,
    OTHER_PAYER,
    OTHER_PAYER_ADJUSTMENT,
    OTHER_PAYER_LINE,
    PRESCRIPTION,
    PRICE,
    Table,
)
from perdiem.model.contract import Agreement
from perdiem.rules.claims.compiled import CompiledContract, compile_agreement
from perdiem.rules.claims.plan import RESULTS, Stage, edit_rows, run_facts, stages
from perdiem.rules.claims.totals import Totals, totals_of

ROWS_AT_ONCE = 100_000
LINES_AT_ONCE = 1_000_000  # about a gigabyte of stages; members are dealt into as many groups as that needs
ASKED: tuple[Table, ...] = (
    CLAIM_LINE,
    CLAIM_DIAGNOSIS,
    OTHER_PAYER,
    OTHER_PAYER_LINE,
    OTHER_PAYER_ADJUSTMENT,
    ELIGIBILITY,
    AUTHORIZATION_ITEM,
    ENCOUNTER,
    PRESCRIPTION,
    ADMINISTRATION,
    PRICE,
)
UNASKED_WITHOUT = {
    "eligibility": "No eligibility: every member is taken as covered, without deductible and limit.",
    "authorization_item": "No authorizations: a number on the claim is taken as an approval.",
    "encounter": "No encounters: days in hospital are not looked for.",
    "prescription": "No prescriptions: dosing intervals are not looked at.",
    "administration": "No administrations: a rule of days with an infusion is not asked; days are paid as billed.",
    "price": "No prices: what is paid by a percent of ASP, AWP, WAC or a schedule stays pended.",
}


@dataclass(frozen=True, slots=True)
class Adjudication:
    """The results of a run, as tables on the book's engine, and its totals.

    `notes` says what could not be asked for want of a table. `sql_name` gives a result table's name for SQL.
    """

    book: Book
    schema: str
    totals: Totals
    notes: tuple[str, ...]

    def sql_name(self, table: str) -> str:
        """The name of a result table on the engine."""
        return f"{self.schema}.{table}"

    def rows(self, table: str, where: str = "true") -> list[dict[str, Any]]:
        """Rows of a result table as dictionaries, ordered by claim and line; for few lines, such as one claim."""
        found = self.book.engine.connection.cursor().execute(
            f"SELECT * FROM {self.sql_name(table)} WHERE {where} ORDER BY ALL"
        )
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def batches(self, table: str) -> Iterator[Any]:
        """A result table as pyarrow record batches."""
        yield from self.book.engine.batches(f"SELECT * FROM {self.sql_name(table)}", ROWS_AT_ONCE)


def adjudicate(
    agreement: Agreement,
    book: Book,
    sets: CodeSets,
    *,
    schema: str = "adjudication",
    lines_at_once: int = LINES_AT_ONCE,
    only_members: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Adjudication:
    """Decides and prices every line of `claim_line` in the book under the agreement.

    `schema` names where the results stand on the engine, so that two runs can stand side by side. `only_members`
    names a table on the engine whose column `member` holds the members to decide (a claim key for lines without one);
    the totals then speak of their lines alone, and are balanced against nothing. `progress` is told after each stage
    how many of how many are done. Raises UsageError where the book has no claim lines or a rate cannot be a number.
    """
    if not book.has("claim_line"):
        raise UsageError("the book has no claim_line; there is nothing to decide")
    billed = book.engine.run(f"SELECT DISTINCT hcpcs_code FROM {book.sql_name(CLAIM_LINE.name)}").fetchall()
    compiled = compile_agreement(agreement, sets, [code for (code,) in billed if code is not None])
    run = _Run(book, compiled, schema, lines_at_once, only_members)
    run.decide(progress)
    return Adjudication(book, schema, run.totals(), run.notes())


class _Run:
    def __init__(
        self, book: Book, compiled: CompiledContract, schema: str, lines_at_once: int, only_members: str | None
    ) -> None:
        self._book, self._engine, self._compiled, self._schema = book, book.engine, compiled, schema
        self._only_members = only_members
        self._groups = 1 if compiled.counts_billings else max(1, -(-self._count() // lines_at_once))

    def _count(self) -> int:
        if not self._only_members:
            return self._book.count(CLAIM_LINE.name)
        source = self._book.sql_name(CLAIM_LINE.name)
        among = f"coalesce(member_id, claim_key) IN (SELECT member FROM {self._only_members})"
        return int(str(self._engine.one(f"SELECT count(*) FROM {source} WHERE {among}")[0]))

    def decide(self, progress: Callable[[int, int], None] | None) -> None:
        plan = stages()
        with self._schema_in_use():
            self._load_contract()
            for table in ADJUDICATION:
                self._engine.run_stage(f"CREATE OR REPLACE TABLE {table.name} ({columns_ddl(table)})")
            for group in range(self._groups):
                self._show_group(group)
                self._run_stages(plan, group, progress)

    @contextmanager
    def _schema_in_use(self) -> Iterator[None]:
        self._engine.run(f"DROP SCHEMA IF EXISTS {self._schema} CASCADE")
        self._engine.run(f"CREATE SCHEMA {self._schema}")
        self._engine.run(f"USE {self._schema}")
        try:
            yield
        finally:
            self._engine.run("USE main")

    def _load_contract(self) -> None:
        import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

        tables = self._compiled.tables | {
            "c_edit": pa.Table.from_pylist(edit_rows()),
            "run_facts": pa.Table.from_pylist([run_facts(self._book.has)]),
        }
        for name, arrow in tables.items():
            self._engine.connection.register("compiled", arrow)
            self._engine.run_stage(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM compiled")
            self._engine.connection.unregister("compiled")

    def _show_group(self, group: int) -> None:
        for table in ASKED:
            source = self._book.sql_or_empty(table)
            where = []
            if table is CLAIM_LINE and self._groups > 1:
                where.append(f"hash(coalesce(member_id, claim_key)) % {self._groups} = {group}")
            if table is CLAIM_LINE and self._only_members:
                where.append(f"coalesce(member_id, claim_key) IN (SELECT member FROM {self._only_members})")
            view = f"CREATE OR REPLACE VIEW in_{table.name} AS SELECT * FROM {source}"
            if where:
                self._engine.run(f"{view} WHERE {' AND '.join(where)}")
            else:
                self._engine.run_stage(view)

    def _run_stages(self, plan: tuple[Stage, ...], group: int, progress: Callable[[int, int], None] | None) -> None:
        names = [stage.name for stage in plan]
        last_use = {name: index for index, stage in enumerate(plan) for name in stage.reads(names)}
        for index, stage in enumerate(plan):
            if stage.name in RESULTS:
                self._engine.run_stage(f"INSERT INTO {stage.name} BY NAME {stage.query}")
            else:
                self._engine.run_stage(f"CREATE OR REPLACE TEMP TABLE {stage.name} AS {stage.query}")
            for name in [name for name, last in last_use.items() if last == index]:
                self._engine.run(f"DROP TABLE {name}")
            if progress is not None:
                progress(group * len(plan) + index + 1, self._groups * len(plan))

    def totals(self) -> Totals:
        return totals_of(
            lambda query: self._engine.run(query).fetchall(),
            self._book.sql_name("claim_line"),
            f"{self._schema}.decided_line",
            f"{self._schema}.line_adjustment",
        )

    def notes(self) -> tuple[str, ...]:
        return tuple(said for name, said in UNASKED_WITHOUT.items() if not self._book.has(name))
