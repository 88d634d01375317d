-- line: one row a claim line of home infusion or of what it is measured against; `excluded` says why a line is set aside.
select
  concat(b.claim_key, '/', cast(b.claim_line_number as varchar)) as line_id,
  b.claim_key,
  b.claim_line_number,
  b.pid,
  b.member_id,
  b.payer,
  case
    when b.claim_filing_indicator_code = '16' then 'medicare_advantage'
    when b.claim_filing_indicator_code in ('CI', 'BL') then 'commercial'
    when b.claim_filing_indicator_code = 'CH' then 'tricare'
    when b.claim_filing_indicator_code = 'WC' then 'workers_compensation'
  end as filed_line_of_business,
  b.birth_date,
  b.first_day,
  b.last_day,
  date_diff('day', b.first_day, b.last_day) + 1 as days,
  b.place,
  case
    when b.place in ('19', '22') or b.bill_type_code like '13%' then 'outpatient hospital'
    when b.place = '21' or b.bill_type_code like '11%' then 'inpatient hospital'
    when b.place = '23' then 'emergency'
    else 'elsewhere'
  end as facility,
  b.code,
  b.units,
  b.site,
  c.category,
  c.component,
  c.is_home_infusion,
  c.is_therapy,
  c.is_intravenous,
  c.is_enteral,
  c.is_parenteral,
  c.is_home_mix,
  c.is_catheter_care,
  c.is_drug,
  c.is_visit,
  c.is_s_code,
  c.is_medicare_g_code,
  c.is_medicare_excluded,
  c.is_de_clotting,
  c.is_facility_picc,
  b.modifiers like '% GY %' as is_gy,
  b.modifiers like '% SV %' as is_undelivered,
  b.modifiers like '% JW %' as is_discarded,
  b.modifiers like '% JZ %' as is_none_discarded,
  b.modifiers like '% SH %' or b.modifiers like '% SJ %' as is_further_therapy,
  b.modifiers like '% SS %' or b.place = '49' as is_in_suite,
  x.excluded
from billed_line as b
join m_code as c on c.code = b.code
left join set_aside_line as x on x.claim_key = b.claim_key and x.claim_line_number = b.claim_line_number
