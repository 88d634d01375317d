"""One table of the book out of all its sources: rows with the same key set aside, claims without a total given one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from perdiem.engine.book import Book
from perdiem.engine.duckdb import literal, quoted
from perdiem.model.book import Table
from perdiem.readers.tables.judging import KEPT
from perdiem.readers.tables.source import FILE, POSITION
from perdiem.readers.tables.stages import CHARGE, REJECTS, Stage

_MOST = "9999999999999999.99"  # of DECIMAL(18,2)
_ORIGIN = "source_file"  # the same row out of two files differs in it


def assemble(book: Book, table: Table, stages: Sequence[Stage]) -> None:
    """Makes the table of the book from judged sources.

    Of rows that are alike in everything but source_file one is kept; rows that share a key and differ are all set
    aside, for none of them is known to be right. So the order of files and rows does not matter.
    """
    engine = book.engine
    rows = " UNION ALL ".join(stage.kept for stage in stages)
    key = ", ".join(map(quoted, table.key))
    keys = engine.new_name("repeated_keys")
    engine.run(f"CREATE TABLE {keys} AS SELECT {key} FROM ({rows}) GROUP BY {key} HAVING count(*) > 1")
    (repeated,) = engine.one(f"SELECT count(*) FROM {keys}")
    if repeated:
        rows = _without_repeated(book, table, stages, keys)
    if table.name == "claim_line" and any(stage.lacks_claim_charge for stage in stages):
        rows = _with_totals(book, table, rows)
    book.define(table, rows)


def _without_repeated(book: Book, table: Table, stages: Sequence[Stage], keys: str) -> str:
    """SQL for the rows whose key is theirs alone, and for one of each that are alike."""
    engine = book.engine
    names = ", ".join(map(quoted, table.names))
    found = engine.new_name("repeated_rows")
    is_repeated = f"EXISTS (SELECT 1 FROM {keys} WHERE {_same_key(table, keys, 'r')})"
    parts = [
        f"SELECT {names}, {quoted(FILE)}, {POSITION} + {stage.header} AS {POSITION}, {number} AS stage, perdiem_key "
        f"FROM {stage.name} AS r WHERE {KEPT} AND {is_repeated}"
        for number, stage in enumerate(stages)
    ]
    key = ", ".join(map(quoted, table.key))
    alike = ", ".join(f"{quoted(name)} NULLS LAST" for name in table.names if name != _ORIGIN)
    origin = f"{quoted(_ORIGIN)} NULLS LAST, " if _ORIGIN in table.names else ""
    engine.run(
        f"CREATE TABLE {found} AS SELECT *, max(kind) OVER (PARTITION BY {key}) AS kinds, "
        f"count(*) OVER (PARTITION BY {key}) AS times FROM (SELECT *, "
        f"dense_rank() OVER (PARTITION BY {key} ORDER BY {alike}) AS kind, "
        f"row_number() OVER (PARTITION BY {key} ORDER BY {alike}, {origin}stage, {quoted(FILE)} NULLS LAST, "
        f"{POSITION} NULLS LAST) AS place FROM ({' UNION ALL '.join(parts)}))"
    )
    _set_aside(book, table, stages, found)
    alone = f"NOT {is_repeated}"
    kept = " UNION ALL ".join(stage.kept for stage in stages)
    return (
        f"SELECT {names} FROM ({kept}) AS r WHERE {alone} "
        f"UNION ALL SELECT {names} FROM {found} WHERE kinds = 1 AND place = 1"
    )


def _same_key(table: Table, one: str, other: str) -> str:
    return " AND ".join(f"{one}.{quoted(name)} IS NOT DISTINCT FROM {other}.{quoted(name)}" for name in table.key)


def _set_aside(book: Book, table: Table, stages: Sequence[Stage], found: str) -> None:
    engine = book.engine
    charge = CHARGE if CHARGE in table.names else "CAST(NULL AS DECIMAL(18,2))"
    lost = "NOT (kinds = 1 AND place = 1)"
    engine.run(
        f"INSERT INTO {REJECTS} BY NAME SELECT {literal(table.name)} AS table_name, "
        f"{quoted(FILE)} AS source_file, {POSITION} AS row_number, perdiem_key AS row_key, "
        "'duplicate' AS rule, CASE WHEN kinds = 1 THEN format('the row is there {} times; one is kept', times) "
        f"ELSE format('{{}} rows have the same {', '.join(table.key)} and differ; none is kept', times) END AS reason, "
        f"{charge} AS charge_amount FROM {found} WHERE {lost}"
    )
    for number, stage in enumerate(stages):
        count, charges = engine.one(
            f"SELECT count(*), coalesce(sum({charge}), 0) FROM {found} WHERE stage = {number} AND {lost}"
        )
        stage.reading.rows_rejected += int(str(count))
        if CHARGE in table.names:
            stage.reading.charges_rejected += Decimal(str(charges))


def _with_totals(book: Book, table: Table, rows: str) -> str:
    """SQL for the rows, a claim's total being the sum of its lines where it is not said.

    A sum beyond every amount of the book, which only absurd charges make, is the greatest that it can hold.
    """
    totals = book.engine.new_name("claim_totals")
    total = f"greatest(least(sum({CHARGE}), {_MOST}), -{_MOST})"
    book.engine.run(
        f"CREATE TABLE {totals} AS SELECT claim_key, {total} AS total FROM ({rows}) "
        "GROUP BY claim_key HAVING count(*) > count(claim_charge_amount)"
    )
    names = ", ".join(
        "coalesce(r.claim_charge_amount, t.total) AS claim_charge_amount"
        if name == "claim_charge_amount" else f"r.{quoted(name)}"
        for name in table.names
    )  # fmt: skip
    return f"SELECT {names} FROM ({rows}) AS r LEFT JOIN {totals} AS t ON r.claim_key = t.claim_key"
