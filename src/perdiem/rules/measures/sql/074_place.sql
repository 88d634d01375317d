-- place: one row a site, payor, line of business and stretch of days, with the contract that holds there. Sites, payors
-- and lines of business are few, so this is settled once and not row by row. Payors are in lower case; an empty text
-- stands for none. Of several contracts the one that names the payor counts, then the line of business, then the latest.
with named as (
  select distinct payer, line_of_business from in_eligibility
  union
  select distinct payer, line_of_business from in_referral
  union
  select distinct payer, cast(null as varchar) as line_of_business from in_claim_line
  union
  select distinct cast(null as varchar) as payer, line_of_business from in_contract
  union
  select cast(null as varchar) as payer, filed.line_of_business
  from (values ('commercial'), ('medicare_advantage'), ('tricare'), ('workers_compensation')) as filed(line_of_business)
),
payors as (select distinct coalesce(lower(payer), '') as payor from named),
businesses as (select distinct coalesce(line_of_business, '') as line_of_business from named),
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
