-- ev_contract: one row a contract that is in force in the period, with its sites and whether S codes are billed under it.
with held as (
  select
    c.contract_id,
    c.payer,
    c.line_of_business,
    c.site_npi
  from in_contract as c
  cross join setting as s
  where c.start_date <= s.until and coalesce(c.end_date, date '9999-12-31') >= s.since
)
select
  h.contract_id as unit_id,
  cast(null as varchar) as pid,
  cast(null as varchar) as member_id,
  cast(null as date) as evidence_date,
  case when count(distinct h.site_npi) = 1 then min(h.site_npi) end as site,
  cast(null as varchar) as therapy,
  min(h.payer) as payor,
  case when count(distinct coalesce(h.line_of_business, '')) = 1 then min(h.line_of_business) end as line_of_business,
  bool_or(h.line_of_business = 'medicare_advantage') as is_medicare_advantage,
  cast(null as varchar) as category,
  h.contract_id as contract,
  cast(null as varchar) as age_band,
  cast(null as varchar) as month,
  count(distinct h.site_npi) as sites,
  coalesce(bool_or(b.has_s_code), false) as has_s_code,
  b.contract is not null as is_billed_under,
  cast(null as varchar) as excluded
from held as h
left join billed_contract as b on b.contract = h.contract_id
group by h.contract_id, b.contract
