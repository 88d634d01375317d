"""Payments: which decided claims are remitted, to whom and in which payment, and which are held back and why.

A claim is remitted when it is finished: no line is pended, and at least one line could be processed. A claim of which
no line could be processed goes back with the 277CA. A rejected line beside decided ones is remitted with its reason
(CO 16), so that the others are paid. Where the book has earlier remittances, what they said is taken back by a reversal
before anything else is said of the claim, and is not said again where nothing has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from perdiem.engine.duckdb import Engine, literal
from perdiem.engine.types import columns_ddl
from perdiem.errors import UsageError
from perdiem.model.book import CLAIM_LINE
from perdiem.model.book.remittance import (
    PROVIDER_ADJUSTMENT,
    REMITTANCE,
    REMITTANCE_ADJUSTMENT,
    REMITTANCE_CLAIM,
    REMITTANCE_LINE,
)
from perdiem.model.payment import LONGEST, PAYMENT_TABLES, UNWRITABLE
from perdiem.rules.claims.payment_check import Reconciliation, reconcile, refuse_imbalance

if TYPE_CHECKING:
    from perdiem.rules.claims.adjudicate import Adjudication

MOST_CLAIMS = 10_000  # in one payment: the size that the guide advises for a transaction
_STAGE = re.compile(r"\d{3}_([a-z_]+)\.sql")
_RESULTS = {table.name: table for table in PAYMENT_TABLES}
_INPUTS = {
    "book_claim_line": CLAIM_LINE,
    "earlier_payment": REMITTANCE,
    "earlier_claim": REMITTANCE_CLAIM,
    "earlier_line": REMITTANCE_LINE,
    "earlier_adjustment": REMITTANCE_ADJUSTMENT,
    "earlier_provider_adjustment": PROVIDER_ADJUSTMENT,
}
_OF_CLAIM = ("claim_id", "member_id", "payee_npi", "payee_tin", "group_number", "rendering_npi", "facility_type_code",
             "claim_frequency_code")  # fmt: skip
_OF_LINE = tuple(name for name in LONGEST if name not in _OF_CLAIM)
_BEFORE_WRITABLE = "settled_claim"  # the stage that the table of unwritable values needs


@dataclass(frozen=True, slots=True)
class Settlement:
    """The payments of a run, as PAYMENT_TABLES in a schema on the engine, and the reconciliation.

    `notes` says what was not known or could not be said. `sql_name` gives a table's name for SQL.
    """

    engine: Engine
    schema: str
    reconciliation: Reconciliation
    notes: tuple[str, ...]

    def sql_name(self, table: str) -> str:
        """The name of a table on the engine."""
        return f"{self.schema}.{table}"

    def batches(self, table: str) -> Iterator[Any]:
        """A table as pyarrow record batches in the declared schema."""
        for batch in self.engine.batches(f"SELECT * FROM {self.sql_name(table)}", 100_000):
            yield batch.cast(_RESULTS[table].arrow_schema())


def settle(
    adjudication: Adjudication,
    *,
    payment_date: date,
    first_trace_number: int = 1,
    most_claims: int = MOST_CLAIMS,
) -> Settlement:
    """Puts the decided claims into payments, one a payee (billing NPI and tax number) and at most `most_claims` claims.

    Payments are numbered in the order of their payees; their trace numbers count from `first_trace_number`, so that
    the same input gives the same payments. Earlier remittances are the book's tables `remittance`, `remittance_claim`,
    `remittance_line`, `remittance_adjustment` and `provider_adjustment`, as the reader of 835 files gives them.

    Raises FaultsFound, naming claim and line, where an amount does not come to charge less adjustments; UsageError for
    a trace number or limit below 1. Source: version 005010X221A1; X12's interpretations 738 and 1423.
    """
    if first_trace_number < 1 or most_claims < 1:
        raise UsageError(
            f"trace numbers and claims of a payment count from 1 (got {first_trace_number}, {most_claims})"
        )
    book, engine, schema = adjudication.book, adjudication.book.engine, adjudication.schema
    with _in_schema(engine, schema):
        for name, table in _INPUTS.items():
            engine.run(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {book.sql_or_empty(table)}")
        engine.run(
            f"CREATE OR REPLACE TEMP TABLE payment_facts AS SELECT DATE {literal(payment_date.isoformat())} AS "
            f"payment_date, {first_trace_number} AS first_trace_number, {most_claims} AS most_claims"
        )
        for name, query in _stages():
            _run_stage(engine, name, query)
        refuse_imbalance(engine)
        found = reconcile(engine)
        notes = tuple(_notes(engine, book.has(REMITTANCE_CLAIM.name)))
        for name, _ in _stages():
            if name not in _RESULTS:
                engine.run(f"DROP TABLE IF EXISTS {name}")
    return Settlement(engine, schema, found, notes)


@contextmanager
def _in_schema(engine: Engine, schema: str) -> Iterator[None]:
    engine.run(f"USE {schema}")
    try:
        yield
    finally:
        engine.run("USE main")


@lru_cache(maxsize=1)
def _stages() -> tuple[tuple[str, str], ...]:
    """The stages in their order, by name."""
    folder = files(__package__).joinpath("sql_payment")
    found = []
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        match = _STAGE.fullmatch(file.name)
        if match:
            found.append((match[1], file.read_text(encoding="utf-8")))
            if match[1] == _BEFORE_WRITABLE:
                found.append(("unwritable_value", _unwritable()))
    return tuple(found)


def _run_stage(engine: Engine, name: str, query: str) -> None:
    if name in _RESULTS:
        engine.run(f"CREATE OR REPLACE TABLE {name} ({columns_ddl(_RESULTS[name])})")
        engine.run_stage(f"INSERT INTO {name} BY NAME {query}")
    else:
        engine.run_stage(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def _unwritable() -> str:
    """SQL for unwritable_value: one row a value that a remittance has no room for; line 0 is the claim."""
    return (
        _faults_of("settled_claim", "0", _OF_CLAIM, "claim_id", "claim_id IS NULL")
        + " UNION ALL "
        + _faults_of(
            "settled_line", "claim_line_number", _OF_LINE, "hcpcs_code",
            "hcpcs_code IS NULL AND revenue_center_code IS NULL",
        )
    )  # fmt: skip


def _faults_of(relation: str, line: str, columns: tuple[str, ...], needed: str, is_missing: str) -> str:
    def is_wrong(name: str) -> str:
        unfit = f"regexp_matches({name}, '{UNWRITABLE}') OR length({name}) > {LONGEST[name]} OR {name} <> trim({name})"
        return f"coalesce({unfit}, false)" + (f" OR {is_missing}" if name == needed else "")

    listed = ", ".join(f"CASE WHEN {is_wrong(name)} THEN '{name}' END" for name in columns)
    any_wrong = " OR ".join(is_wrong(name) for name in columns)
    return (
        f"SELECT claim_key, claim_line_number, column_name FROM (SELECT claim_key, {line} AS claim_line_number, "
        f"unnest([{listed}]) AS column_name FROM {relation} WHERE {any_wrong}) WHERE column_name IS NOT NULL"
    )


def _notes(engine: Engine, has_earlier: bool) -> Iterator[str]:
    if not has_earlier:
        yield "No earlier remittances: nothing is taken back, and nothing is known to have been remitted before."
    (fifth,) = engine.one(
        "SELECT count(*) FROM settled_line AS l JOIN numbered_entry AS e ON e.claim_key = l.claim_key "
        "WHERE NOT e.is_reversal AND l.hcpcs_modifier_5 IS NOT NULL"
    )
    if fifth:
        yield f"{fifth:,} lines have a fifth modifier, for which a remittance has no room; the first four are written."
    (unknown,) = engine.one("SELECT count(*) FROM payment_claim WHERE claim_filing_indicator_code = 'ZZ'")
    if unknown:
        yield f"{unknown:,} claims name no kind of coverage that a remittance has a code for; they say ZZ."
    (many,) = engine.one(
        "SELECT count(*) FROM (SELECT payer_claim_number FROM payment_claim WHERE NOT is_reversal "
        "GROUP BY payer_claim_number HAVING count(*) > 1)"
    )
    if many:
        yield f"{many:,} of our claim numbers stand for several claims that came alike on one day."
