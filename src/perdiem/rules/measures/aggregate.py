"""Adds up evidence: one row a stratum with what its value and bounds need, for any sets of dimensions at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from perdiem.engine.duckdb import Engine, literal
from perdiem.model.measures import UNKNOWN, Dimension, EvidenceCount, Exclusion, Stratum
from perdiem.rules.measures.definition import Counted, Measure
from perdiem.rules.measures.plan import COUNTED, DRESSED
from perdiem.rules.measures.statistics import Floats, Sums

NO_SITE = "names no site, and so no contract"
"""Why a row of evidence is of no agreement that goes by its sites."""

Dimensions = tuple[Dimension, ...]

BY_PERSON = """
  select pid, sum(n) as n, sum(d) as d, count(*) as units, sum(n * n) as squares,
    count(case when n > 0 then 1 end) as hits
  from ({rows})
  group by pid
"""
BY_STRATUM_AND_PERSON = """
  select {dimensions}, grouping_id({dimensions}) as set_id, pid,
    sum(n) as n, sum(d) as d, sum(units) as units, sum(squares) as squares, sum(hits) as hits
  from (
    select {dimensions}, pid, sum(n) as n, sum(d) as d, count(*) as units, sum(n * n) as squares,
      count(case when n > 0 then 1 end) as hits
    from ({rows})
    group by {dimensions}, pid
  )
  group by grouping sets ({sets})
"""
TOTALS = """
select {strata}
  cast(sum(n) as double) as numerator, cast(sum(d) as double) as denominator, sum(units) as units,
  cast(sum(squares) as double) as squares, count(pid) as people,
  sum(cast(n as double) * cast(n as double)) as xx, sum(cast(n as double) * cast(d as double)) as xy,
  sum(cast(d as double) * cast(d as double)) as yy,
  count(case when n > 0 then pid end) as people_with, sum(hits) as hits,
  count(case when d > 0 then pid end) as people_at_risk
from ({by_person})
group by {grouped}
"""
COLUMNS = (
    "numerator",
    "denominator",
    "units",
    "squares",
    "people",
    "xx",
    "xy",
    "yy",
    "people_with",
    "hits",
    "people_at_risk",
)


@dataclass(frozen=True, slots=True)
class Totals:
    """The strata of one measure and what they add up to; entries of the arrays and of `strata` go together.

    `hits` counts rows with something in the numerator, `people_with` the persons behind them.
    """

    strata: tuple[Stratum, ...]
    sums: Sums
    hits: Floats
    people_with: Floats
    people_at_risk: Floats


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows of evidence count: the days, and SQL over the strata that an agreement narrows them to.

    `is_by_site`: an agreement narrows them to its sites, so that a row that names no site is of no contract.
    """

    since: date
    until: date
    where: str = "true"
    is_by_site: bool = False
    named: Mapping[str, str] | None = None  # values for names in braces, such as the infection definition

    def filled(self, sql: str) -> str:
        """The SQL with its names in braces filled in."""
        for name, value in (self.named or {}).items():
            sql = sql.replace("{" + name + "}", literal(value))
        return sql

    @property
    def in_period(self) -> str:
        """SQL that holds for rows of the period."""
        return (
            f"(evidence_date is null or (evidence_date >= date '{self.since:%Y-%m-%d}' "
            f"and evidence_date <= date '{self.until:%Y-%m-%d}'))"
        )


def rows_sql(
    measure: Measure,
    counted: Sequence[Counted],
    scope: Scope,
    dimensions: Iterable[Dimension],
    also: str = "",
    seen_as: str = COUNTED,
) -> str:
    """One row of evidence that counts: its strata, its person, its numerator `n` and denominator `d`."""
    strata = "".join(
        f"coalesce({dimension.value}, {literal(UNKNOWN)}) as {dimension.value}, "
        for dimension in dimensions
        if dimension is not Dimension.CATEGORY
    )
    return " union all ".join(
        f"select {strata}coalesce({measure.category}, {literal(UNKNOWN)}) as category, "
        f"coalesce(pid, unit_id) as pid{also}, "
        f"cast(coalesce({each.numerator}, 0) as decimal(18, 4)) as n, "
        f"cast(coalesce({each.denominator}, 0) as decimal(18, 4)) as d "
        f"from {seen_as}{each.evidence} "
        f"where ({each.where}) and excluded is null and ({scope.filled(each.aside)}) is null "
        f"and {scope.in_period} and ({scope.where})"
        for each in counted
    )


def totals(
    engine: Engine, measure: Measure, counted: Sequence[Counted], scope: Scope, sets: Sequence[Dimensions]
) -> Totals:
    """What the measure adds up to in each set of dimensions; the empty set gives the total of all."""
    named = [dimension for dimension in Dimension if any(dimension in each for each in sets)]
    columns = ", ".join(dimension.value for dimension in named)
    rows = rows_sql(measure, counted, scope, named)
    if named:
        grouping = ", ".join(
            "(" + ", ".join([*(each.value for each in dimensions), "pid"]) + ")"
            for dimensions in dict.fromkeys(tuple(each) for each in sets)
        )
        by_person = BY_STRATUM_AND_PERSON.format(rows=rows, dimensions=columns, sets=grouping)
        found = engine.run(
            TOTALS.format(by_person=by_person, strata=f"{columns}, set_id,", grouped=f"{columns}, set_id")
        ).fetchall()
    else:
        by_person = BY_PERSON.format(rows=rows)
        found = engine.run(TOTALS.format(by_person=by_person, strata="0 as set_id,", grouped="set_id")).fetchall()
    strata: list[Stratum] = []
    numbers: list[tuple[float, ...]] = []
    for row in found:
        set_id = row[len(named)]
        strata.append(
            tuple(
                (dimension, row[place])
                for place, dimension in enumerate(named)
                if not set_id >> (len(named) - 1 - place) & 1
            )
        )
        numbers.append(row[len(named) + 1 :])
    arrays = np.array(numbers, dtype=float).reshape(len(numbers), len(COLUMNS)).T
    sums = dict(zip(COLUMNS, arrays, strict=True))
    hits, people_with, people_at_risk = (sums.pop(name) for name in ("hits", "people_with", "people_at_risk"))
    return Totals(tuple(strata), Sums(**sums), hits, people_with, people_at_risk)


def histogram(
    engine: Engine, measure: Measure, counted: Sequence[Counted], scope: Scope, dimensions: Dimensions
) -> dict[Stratum, tuple[Floats, Floats]]:
    """For each stratum the different values of the numerator, ascending, and how often each comes: for medians."""
    columns = "".join(f"{dimension.value}, " for dimension in dimensions)
    found = engine.run(
        f"select {columns}cast(n as double) as value, count(*) as times "
        f"from ({rows_sql(measure, counted, scope, dimensions)}) group by all order by {columns}value"
    ).fetchall()
    grouped: dict[Stratum, tuple[list[float], list[int]]] = {}
    for *at, value, times in found:
        values, counts = grouped.setdefault(tuple(zip(dimensions, at, strict=True)), ([], []))
        values.append(value)
        counts.append(times)
    return {stratum: (np.array(values), np.array(counts)) for stratum, (values, counts) in grouped.items()}


def evidence_count(engine: Engine, measure: Measure, counted: Sequence[Counted], scope: Scope) -> EvidenceCount:
    """What became of the rows of evidence of the measure's population."""
    elsewhere = f"case when site is null then {literal(NO_SITE)} else 'scope' end" if scope.is_by_site else "'scope'"
    reasons = " union all ".join(
        f"select case when not ({scope.in_period}) then 'period' "
        f"when not coalesce(({scope.where}), false) then {elsewhere} "
        f"else coalesce(excluded, {scope.filled(each.aside)}) end as reason "
        f"from {COUNTED}{each.evidence} where ({each.where})"
        for each in counted
    )
    found: dict[str | None, int] = dict(
        engine.run(f"select reason, count(*) from ({reasons}) group by reason order by reason").fetchall()
    )
    kept, outside = found.pop(None, 0), found.pop("period", 0)
    scoped = found.pop("scope", 0)
    exclusions = tuple(Exclusion(str(reason), rows) for reason, rows in found.items())
    if scoped:
        exclusions = (*exclusions, Exclusion("not of this agreement", scoped))
    rows = kept + outside + sum(each.rows for each in exclusions)
    table = ", ".join(dict.fromkeys(f"{DRESSED}{each.evidence}" for each in counted))
    return EvidenceCount(measure.name, table, measure.definition.evidence_unit, rows, kept, outside, exclusions)
