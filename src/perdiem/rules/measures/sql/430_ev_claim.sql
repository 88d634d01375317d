-- ev_claim: one row a claim of home infusion with a therapy's per diem or a Medicare home infusion code on it.
select
  claim_key as unit_id,
  min(pid) as pid,
  min(member_id) as member_id,
  min(first_day) as evidence_date,
  min(site) as site,
  min(case when is_therapy then category end) as therapy,
  min(payer) as payer,
  min(filed_line_of_business) as line_of_business,
  min(birth_date) as birth_date,
  cast(null as varchar) as category,
  bool_or(is_s_code) as has_s_code,
  bool_or(is_medicare_g_code) as has_g_code,
  cast(null as varchar) as excluded
from line
where is_home_infusion and excluded is null and (is_therapy or is_medicare_g_code)
group by claim_key
