"""Opens a number to its rows: the evidence that one value of a scorecard rests on."""

from __future__ import annotations

from typing import Any

from perdiem.engine.book import Book
from perdiem.engine.duckdb import literal
from perdiem.model.measure_evidence import EvidenceRow, EvidenceRows
from perdiem.model.measures import UNKNOWN, DataSource, Dimension, MeasureValue, Scorecard
from perdiem.rules.measures.aggregate import Scope, rows_sql
from perdiem.rules.measures.inputs import FIRST_DAY, LAST_DAY
from perdiem.rules.measures.plan import DRESSED
from perdiem.rules.measures.registry import by_name


def evidence_rows(
    book: Book, scorecard: Scorecard, value: MeasureValue, *, limit: int | None = None
) -> list[dict[str, Any]]:
    """The rows of evidence of one value, with what each adds (`adds_numerator`, `adds_denominator`) or why it adds
    nothing (`set_aside`), ordered by table and unit. The scorecard's book must still be open.
    """
    measure = by_name(value.measure)
    counted = measure.proxy if value.source is DataSource.PROXY else measure.counted
    named = {"infection_definition": scorecard.infection_definition}
    scope = Scope(value.since or FIRST_DAY, value.until or LAST_DAY, scorecard.scope, named=named)
    strata = " and ".join(
        f"coalesce({measure.category if dimension is Dimension.CATEGORY else dimension.value}, {literal(UNKNOWN)}) "
        f"= {literal(at)}"
        for dimension, at in value.stratum
    )
    rows: list[dict[str, Any]] = []
    engine = book.engine
    engine.run(f"USE {scorecard.schema}")
    try:
        for each in counted:
            cut = f" limit {int(limit)}" if limit is not None else ""
            clauses = [f"({each.where})", scope.in_period, f"({scope.where})", *([strata] if strata else [])]
            found = engine.run(
                f"select {literal(each.evidence)} as evidence, {each.numerator} as adds_numerator, "
                f"{each.denominator} as adds_denominator, coalesce(excluded, {scope.filled(each.aside)}) as set_aside, "
                f"* exclude (excluded) from {DRESSED}{each.evidence} "
                f"where {' and '.join(clauses)} order by unit_id{cut}"
            )
            names = [column[0] for column in found.description or ()]
            rows += [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    finally:
        engine.run("USE main")
    return rows


def counted_rows(book: Book, scorecard: Scorecard, name: str, *, limit: int) -> EvidenceRows:
    """The rows that the value of all of a measure is counted from, at most `limit` of them, and how many there are.

    What each row adds up to is the value's numerator and denominator. The scorecard's book must still be open.
    """
    measure, value = by_name(name), scorecard.overall(name)
    counted = measure.proxy if value.source is DataSource.PROXY else measure.counted
    named = {"infection_definition": scorecard.infection_definition}
    scope = Scope(value.since or FIRST_DAY, value.until or LAST_DAY, scorecard.scope, named=named)
    also = ", unit_id, member_id, evidence_date"
    numerator = "d - n" if measure.complement else "n"
    rows = f"from ({rows_sql(measure, counted, scope, Dimension, also, DRESSED)})"
    engine = book.engine
    engine.run(f"USE {scorecard.schema}")
    try:
        (total,) = engine.one(f"SELECT count(*) {rows}")
        found = engine.run(
            f"SELECT unit_id, member_id, evidence_date, {', '.join(Dimension)}, cast({numerator} AS DOUBLE), "
            f"cast(d AS DOUBLE) {rows} ORDER BY unit_id NULLS LAST, evidence_date NULLS LAST, n, d LIMIT {int(limit)}"
        ).fetchall()
    finally:
        engine.run("USE main")
    shown = tuple(EvidenceRow(str(row[0]), row[1], row[2], tuple(row[3:-2]), row[-2], row[-1]) for row in found)
    return EvidenceRows(name, tuple(Dimension), shown, int(str(total)))
