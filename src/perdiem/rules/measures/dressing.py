"""Dresses evidence with its strata: payor, contract, site, line of business, therapy, age band, month.

What a row of evidence does not say itself comes from the coverage and the therapy of its person on its day. Where
several spans hold that day, the one of the row's own member number is taken, else the one that began last; of several
therapies parenteral nutrition, else the one that began first.

Rows are many and most strata are not asked for. What a run counts by is looked up once and kept with the evidence; the
rest is looked up when somebody opens the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from perdiem.engine.duckdb import Engine, literal
from perdiem.model.measures import UNKNOWN
from perdiem.rules.measures.plan import AFTER_DRESSING, Stage

STRATA = ("payor", "contract", "site", "line_of_business", "is_medicare_primary", "therapy", "age_band", "month")
_LOOKED_UP = ("payor", "site", "line_of_business", "is_medicare_primary", "therapy", "birth_date", "contract")
_RESTS_ON = {"contract": ("payor", "site", "line_of_business"), "age_band": ("birth_date",)}
_OWN = {"payor": "payer", "site": "site", "line_of_business": "line_of_business", "therapy": "therapy",
        "birth_date": "birth_date"}  # fmt: skip
_FOUND = {
    "payor": "coalesce(m.payer, c.payer, e.{own})",
    "site": "coalesce(e.{own}, t.site)",
    "line_of_business": "coalesce(e.{own}, m.line_of_business, c.line_of_business)",
    "is_medicare_primary": "coalesce(m.is_medicare_primary, c.is_medicare_primary)",
    "therapy": "coalesce(e.{own}, t.therapy)",
    "birth_date": "coalesce(c.birth_date, e.{own})",
}
_COVERED = """
  left join covered as c on c.pid = e.pid and c.from_day <= e.evidence_date and c.to_day >= e.evidence_date"""
_COVERED_MEMBER = """
  left join covered_member as m
    on m.pid = e.pid and m.member_id = e.member_id and m.from_day <= e.evidence_date and m.to_day >= e.evidence_date"""
_TREATED = """
  left join treated as t on t.pid = e.pid and t.from_day <= e.evidence_date and t.to_day >= e.evidence_date"""
_PLACE = """
left join place as p
  on p.site = w.site and p.payor = coalesce(lower(w.payor), '') and p.business = coalesce(w.line_of_business, '')
  and p.from_day <= w.evidence_date and p.to_day >= w.evidence_date"""
_JOINS = (
    (_COVERED, {"payor", "line_of_business", "is_medicare_primary", "birth_date"}),
    (_COVERED_MEMBER, {"payor", "line_of_business", "is_medicare_primary"}),
    (_TREATED, {"site", "therapy"}),
)


def strata_in(texts: Iterable[str]) -> frozenset[str]:
    """The strata that these pieces of SQL name."""
    return frozenset(re.findall(r"\w+", " ".join(texts))).intersection(STRATA)


def dress(engine: Engine, stage: Stage, asked: Collection[str], first_years: tuple[int, ...], database: str) -> None:
    """Makes the evidence of a stage with the strata asked for, and how it is seen.

    The table `ev_x` of the database has a row a unit; the view `counted_x` has it with the strata that were asked for
    and no others, the view `d_ev_x` with all strata. A stage that reads dressed evidence has its strata already.
    """
    table = f"{database}.{stage.name}"
    if stage.number >= AFTER_DRESSING:
        engine.run(f"create or replace table {table} as\n{stage.query}")
        for seen_as in ("d", "counted"):
            engine.run(f"create view {seen_as}_{stage.name} as select * from {table}")
        return
    kept = {name for each in asked for name in (each, *_RESTS_ON.get(each, ()))}.intersection(_LOOKED_UP)
    spared = {name: f"own_{name}" for name in _OWN if name not in kept}
    made = _query(f"(\n{stage.query.rstrip().rstrip(';')}\n)", _OWN, kept, spared)
    engine.run(f"create or replace table {table} as\n{made}")
    rest = [name for name in _LOOKED_UP if name not in kept]
    whole = _query(table, spared, rest, {}) if rest else f"select * from {table}"
    band = f"{_bands(first_years)} as age_band"
    month = "substr(cast(evidence_date as varchar), 1, 7) as month"
    engine.run(f"create view d_{stage.name} as select * exclude (birth_date), {band}, {month} from ({whole})")
    also = f"{band}, " if "birth_date" in kept else ""
    engine.run(f"create view counted_{stage.name} as select *, {also}{month} from {table}")


def _query(source: str, own: Mapping[str, str], wanted: Collection[str], spared: Mapping[str, str]) -> str:
    """The rows of the source with the strata wanted; a stratum's own value is in the column that `own` names, and goes
    on under the name that `spared` gives it."""
    columns = ["e.*"]
    if gone := [own[name] for name in own if name in wanted or name in spared]:
        columns = [f"e.* exclude ({', '.join(gone)})"]
    columns += [f"{_FOUND[name].format(own=own.get(name, ''))} as {name}" for name in _FOUND if name in wanted]
    columns += [f"e.{own[name]} as {column}" for name, column in spared.items()]
    joins = "".join(join for join, found in _JOINS if found.intersection(wanted))
    query = f"select {', '.join(columns)}\nfrom {source} as e{joins}"
    if "contract" in wanted:
        query = f"select w.*, p.contract\nfrom (\n{query}\n) as w{_PLACE}"
    return query


def _bands(first_years: tuple[int, ...]) -> str:
    """SQL for the age band: `00-17`, `18-44` … `80+`."""
    age = "date_sub('year', birth_date, evidence_date)"
    ordered = sorted(first_years)
    cases = []
    for first, following in zip(ordered, [*ordered[1:], None], strict=True):
        name = f"{first:02}+" if following is None else f"{first:02}-{following - 1:02}"
        limit = "" if following is None else f" and {age} < {following}"
        cases.append(f"when {age} >= {first}{limit} then {literal(name)}")
    return f"case {' '.join(cases)} else {literal(UNKNOWN)} end"
