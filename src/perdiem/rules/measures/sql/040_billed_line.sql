-- billed_line: one row a claim line with a code of home infusion or of what it is measured against.
-- A line repeated under the same claim key and line number is taken once.
select
  l.claim_key,
  l.claim_line_number,
  coalesce(l.claim_frequency_code, '1') as frequency,
  l.member_id,
  coalesce(l.person_id, p.pid, l.member_id) as pid,
  l.payer,
  l.claim_filing_indicator_code,
  l.patient_birth_date as birth_date,
  l.claim_line_start_date as first_day,
  coalesce(l.claim_line_end_date, l.claim_line_start_date) as last_day,
  l.place_of_service_code as place,
  l.bill_type_code,
  l.hcpcs_code as code,
  concat(
    ' ', coalesce(l.hcpcs_modifier_1, ''), ' ', coalesce(l.hcpcs_modifier_2, ''), ' ', coalesce(l.hcpcs_modifier_3, ''),
    ' ', coalesce(l.hcpcs_modifier_4, ''), ' ', coalesce(l.hcpcs_modifier_5, ''), ' '
  ) as modifiers,
  l.service_unit_quantity as units,
  coalesce(l.ndc, '') as ndc,
  l.billing_npi as site
from in_claim_line as l
join m_code as c on c.code = l.hcpcs_code
left join member_person as p on p.member_id = l.member_id
