"""Dresses evidence with its strata: payor, contract, site, line of business, therapy, age band, month.

What a row of evidence does not say itself comes from the coverage and the therapy of its person on its day. Where
several spans hold that day, the one of the row's own member number is taken, else the one that began last; of several
therapies parenteral nutrition, else the one that began first.
"""

from __future__ import annotations

from collections.abc import Sequence

from perdiem.engine.duckdb import Engine, literal
from perdiem.model.measures import UNKNOWN

# sites, payors and lines of business are few, so the contract of each is settled once, stretch of days by stretch
PLACE = """
create or replace temp table place as
with payors as (select distinct coalesce(lower(payer), '') as payor from ({payors})),
businesses as (select distinct coalesce(line_of_business, '') as line_of_business from ({businesses})),
held as (
  select c.*, coalesce(c.end_date, date '9999-12-31') as last_day, p.payor, b.line_of_business as business
  from in_contract as c
  join payors as p on c.payer is null or p.payor = '' or lower(c.payer) = p.payor
  join businesses as b
    on c.line_of_business is null or b.line_of_business = '' or c.line_of_business = b.line_of_business
  where c.start_date <= coalesce(c.end_date, date '9999-12-31')
),
edges as (
  select site_npi, payor, business, start_date as day from held
  union
  select site_npi, payor, business, last_day + 1 as day from held where last_day < date '9999-12-31'
),
stretches as (
  select site_npi, payor, business, day as from_day, coalesce(
    lead(day) over (partition by site_npi, payor, business order by day nulls last) - 1, date '9999-12-31'
  ) as to_day
  from edges
)
select t.site_npi as site, t.payor, t.business, t.from_day, t.to_day, h.contract_id as contract
from stretches as t
join held as h on h.site_npi = t.site_npi and h.payor = t.payor and h.business = t.business
  and h.start_date <= t.from_day and h.last_day >= t.from_day
qualify row_number() over (
  partition by t.site_npi, t.payor, t.business, t.from_day
  order by case when h.payer is null then 1 else 0 end nulls last,
    case when h.line_of_business is null then 1 else 0 end nulls last, h.start_date desc nulls last,
    h.contract_id nulls last
) = 1
"""

DRESS = """
create or replace table d_{name} as
with dressed as (
  select
    e.* exclude (payer, line_of_business, birth_date, site, therapy),
    coalesce(m.payer, c.payer, e.payer) as payor,
    coalesce(e.site, t.site) as site,
    coalesce(e.line_of_business, m.line_of_business, c.line_of_business) as line_of_business,
    coalesce(m.is_medicare_primary, c.is_medicare_primary) as is_medicare_primary,
    coalesce(e.therapy, t.therapy) as therapy,
    {bands} as age_band,
    substr(cast(e.evidence_date as varchar), 1, 7) as month
  from {name} as e
  left join covered as c on c.pid = e.pid and c.from_day <= e.evidence_date and c.to_day >= e.evidence_date
  left join covered_member as m
    on m.pid = e.pid and m.member_id = e.member_id and m.from_day <= e.evidence_date and m.to_day >= e.evidence_date
  left join treated as t on t.pid = e.pid and t.from_day <= e.evidence_date and t.to_day >= e.evidence_date
)
select w.*, p.contract
from dressed as w
left join place as p
  on p.site = w.site and p.payor = coalesce(lower(w.payor), '') and p.business = coalesce(w.line_of_business, '')
  and p.from_day <= w.evidence_date and p.to_day >= w.evidence_date
"""


def dress(engine: Engine, evidence: Sequence[str], first_years: tuple[int, ...]) -> None:
    """Makes for each evidence table `ev_x` the table `d_ev_x` with its strata; `ev_x` itself goes."""
    spans = ["select payer, line_of_business from member_span"]
    spans += [f"select payer, line_of_business from {name}" for name in evidence]
    both = " union all ".join(f"select distinct * from ({each})" for each in spans)
    engine.run(PLACE.format(payors=both, businesses=both))
    for name in evidence:
        engine.run(DRESS.format(name=name, bands=_bands(first_years)))
        engine.run(f"drop table {name}")


def _bands(first_years: tuple[int, ...]) -> str:
    """SQL for the age band: `00-17`, `18-44` … `80+`."""
    age = "date_sub('year', coalesce(c.birth_date, e.birth_date), e.evidence_date)"
    ordered = sorted(first_years)
    cases = []
    for first, following in zip(ordered, [*ordered[1:], None], strict=True):
        name = f"{first:02}+" if following is None else f"{first:02}-{following - 1:02}"
        limit = "" if following is None else f" and {age} < {following}"
        cases.append(f"when {age} >= {first}{limit} then {literal(name)}")
    return f"case {' '.join(cases)} else {literal(UNKNOWN)} end"
