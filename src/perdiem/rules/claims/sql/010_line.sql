-- line: one row a claim line, its fields under short names, with its place in the member's billing order (seq).
-- Billing order: received date, claim number, line number, claim key. A line without a member stands alone.
with named as (
  select
    *,
    coalesce(member_id, concat('?', claim_key, '/', cast(claim_line_number as varchar))) as member_key
  from in_claim_line
)
select
  member_key,
  cast(row_number() over (
    partition by member_key
    order by coalesce(received_date, date '9999-12-31') nulls last, claim_id nulls last, claim_line_number nulls last, claim_key nulls last
  ) as integer) as seq,
  claim_key,
  claim_line_number,
  claim_id,
  member_id,
  claim_type,
  bill_type_code,
  coalesce(claim_frequency_code, '1') as frequency,
  payer_claim_control_number,
  clearinghouse_claim_number,
  claim_filing_indicator_code,
  received_date,
  claim_line_start_date as first_day,
  coalesce(claim_line_end_date, claim_line_start_date) as last_day,
  date_diff('day', claim_line_start_date, coalesce(claim_line_end_date, claim_line_start_date)) + 1 as days,
  place_of_service_code as place,
  hcpcs_code as code,
  hcpcs_modifier_1 as modifier_1,
  hcpcs_modifier_2 as modifier_2,
  hcpcs_modifier_3 as modifier_3,
  hcpcs_modifier_4 as modifier_4,
  hcpcs_modifier_5 as modifier_5,
  trim(array_to_string(list_sort([
    coalesce(hcpcs_modifier_1, ''), coalesce(hcpcs_modifier_2, ''), coalesce(hcpcs_modifier_3, ''),
    coalesce(hcpcs_modifier_4, ''), coalesce(hcpcs_modifier_5, '')
  ]), ' ')) as modifier_set,
  service_unit_quantity as units,
  coalesce(service_unit_code, 'UN') = 'MJ' as is_in_minutes,
  charge_amount as charge,
  ndc,
  ndc_quantity,
  billing_npi,
  rendering_npi,
  facility_npi,
  billing_taxonomy_code,
  coalesce(line_authorization_number, claim_authorization_number) as authorization_named,
  line_note is not null or claim_note is not null as has_note
from named
