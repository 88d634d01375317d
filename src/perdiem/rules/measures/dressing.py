"""Dresses evidence with its strata: payor, contract, site, line of business, therapy, age band, month.

What a row of evidence does not say itself comes from the coverage and the therapy of its person on its day. Where
several spans hold that day, the one of the row's own member number is taken, else the one that began last; of several
therapies parenteral nutrition, else the one that began first.
"""

from __future__ import annotations

from collections.abc import Sequence

from perdiem.engine.duckdb import Engine, literal
from perdiem.model.measures import UNKNOWN

PERSON_DAY = """
create or replace temp table person_day as
with asked as (select distinct * from ({asked})),
covered as (
  select a.pid, a.member_id, a.evidence_date, s.payer, s.line_of_business, s.is_medicare_primary, s.birth_date
  from asked as a
  join member_span as s on s.pid = a.pid and s.first_day <= a.evidence_date and s.last_day >= a.evidence_date
  qualify row_number() over (
    partition by a.pid, a.member_id, a.evidence_date
    order by case when s.member_id = a.member_id then 0 else 1 end nulls last, s.first_day desc nulls last,
      s.last_day desc nulls last, s.payer nulls last, s.line_of_business nulls last, s.member_id nulls last
  ) = 1
),
treated as (
  select a.pid, a.evidence_date, t.therapy, t.site
  from (select distinct pid, evidence_date from asked) as a
  join therapy_span as t on t.pid = a.pid and t.first_day <= a.evidence_date and t.last_day >= a.evidence_date
  qualify row_number() over (
    partition by a.pid, a.evidence_date
    order by case when t.therapy = 'pn_per_diem' then 0 else 1 end nulls last, t.first_day nulls last,
      t.therapy nulls last, t.site nulls last
  ) = 1
),
born as (
  select pid, min(birth_date) as birth_date from member_span group by pid
)
select a.pid, a.member_id, a.evidence_date, c.payer, c.line_of_business, c.is_medicare_primary,
  coalesce(c.birth_date, b.birth_date) as birth_date, t.therapy, t.site
from asked as a
left join covered as c
  on c.pid = a.pid and c.member_id is not distinct from a.member_id and c.evidence_date = a.evidence_date
left join treated as t on t.pid = a.pid and t.evidence_date = a.evidence_date
left join born as b on b.pid = a.pid
"""

DRESS = """
create or replace table w_{name} as
select
  e.* exclude (payer, line_of_business, birth_date, site, therapy),
  coalesce(p.payer, e.payer) as payor,
  coalesce(e.site, p.site) as site,
  coalesce(e.line_of_business, p.line_of_business) as line_of_business,
  p.is_medicare_primary,
  coalesce(e.therapy, p.therapy) as therapy,
  {bands} as age_band,
  substr(cast(e.evidence_date as varchar), 1, 7) as month
from {name} as e
left join person_day as p
  on p.pid = e.pid and p.member_id is not distinct from e.member_id and p.evidence_date = e.evidence_date
"""

PLACE_DAY = """
create or replace table place_day as
select a.site, a.payor, a.line_of_business, a.evidence_date, c.contract_id as contract
from (select distinct * from ({asked})) as a
join in_contract as c
  on c.site_npi = a.site
  and c.start_date <= a.evidence_date
  and coalesce(c.end_date, date '9999-12-31') >= a.evidence_date
  and (c.payer is null or a.payor is null or lower(c.payer) = lower(a.payor))
  and (c.line_of_business is null or a.line_of_business is null or c.line_of_business = a.line_of_business)
qualify row_number() over (
  partition by a.site, a.payor, a.line_of_business, a.evidence_date
  order by case when c.payer is null then 1 else 0 end nulls last,
    case when c.line_of_business is null then 1 else 0 end nulls last, c.start_date desc nulls last,
    c.contract_id nulls last
) = 1
"""

UNDER_CONTRACT = """
create or replace view d_{name} as
select w.*, c.contract
from w_{name} as w
left join place_day as c
  on c.site is not distinct from w.site and c.payor is not distinct from w.payor
  and c.line_of_business is not distinct from w.line_of_business and c.evidence_date = w.evidence_date
"""


def dress(engine: Engine, evidence: Sequence[str], first_years: tuple[int, ...]) -> None:
    """Makes for each evidence table `ev_x` the relation `d_ev_x` with its strata; `ev_x` itself goes."""
    if not evidence:
        return
    engine.run(
        PERSON_DAY.format(
            asked=" union all ".join(
                f"select pid, member_id, evidence_date from {name} where pid is not null and evidence_date is not null"
                for name in evidence
            )
        )
    )
    for name in evidence:
        engine.run(DRESS.format(name=name, bands=_bands(first_years)))
        engine.run(f"drop table {name}")
    engine.run("drop table person_day")
    engine.run(
        PLACE_DAY.format(
            asked=" union all ".join(
                f"select site, payor, line_of_business, evidence_date from w_{name} where site is not null"
                for name in evidence
            )
        )
    )
    for name in evidence:
        engine.run(UNDER_CONTRACT.format(name=name))


def _bands(first_years: tuple[int, ...]) -> str:
    """SQL for the age band: `0-17`, `18-44` … `80+`."""
    age = "date_sub('year', coalesce(p.birth_date, e.birth_date), e.evidence_date)"
    ordered = sorted(first_years)
    cases = []
    for first, following in zip(ordered, [*ordered[1:], None], strict=True):
        name = f"{first:02}+" if following is None else f"{first:02}-{following - 1:02}"
        limit = "" if following is None else f" and {age} < {following}"
        cases.append(f"when {age} >= {first}{limit} then {literal(name)}")
    return f"case {' '.join(cases)} else {literal(UNKNOWN)} end"
