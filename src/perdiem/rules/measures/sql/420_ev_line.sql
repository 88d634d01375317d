-- ev_line: one row a claim line of home infusion.
with infusing as (
  select distinct site from line where is_therapy and excluded is null and site is not null
)
select
  l.line_id as unit_id,
  l.pid,
  l.member_id,
  l.first_day as evidence_date,
  l.site,
  case when l.is_therapy then l.category when l.is_enteral then 'enteral_per_diem' end as therapy,
  l.payer,
  l.filed_line_of_business as line_of_business,
  l.birth_date,
  l.code as category,
  l.units,
  case when l.units >= 0 then least(floor(l.units), l.days) end as service_days,
  l.is_therapy,
  l.is_parenteral,
  l.is_home_mix,
  l.is_drug,
  l.is_visit,
  l.is_s_code,
  l.is_medicare_g_code,
  l.is_medicare_excluded,
  l.is_gy,
  l.is_undelivered,
  l.is_discarded,
  l.is_none_discarded,
  l.is_further_therapy,
  l.is_in_suite,
  i.site is not null as is_of_infusion_provider,
  b.claim_key is not null as is_beside_per_diem,
  m.claim_key is not null as is_medicare_first_on_claim,
  l.excluded
from line as l
left join infusing as i on i.site = l.site
left join drug_beside_per_diem as b on b.claim_key = l.claim_key and b.claim_line_number = l.claim_line_number
left join medicare_claim as m on m.claim_key = l.claim_key
where l.is_home_infusion
