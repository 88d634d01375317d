-- expected_line: one row a decided line that stands, with what tells it from its neighbours on a remittance: its own
-- number, or its place among the lines of the claim that have the same code and charge.
select
  d.claim_key,
  d.claim_line_number,
  d.claim_id,
  coalesce(d.billing_npi, '') as npi,
  nullif(l.line_control_number, '') as line_control_number,
  concat(coalesce(d.hcpcs_code, l.revenue_center_code, ''), ' ', cast(d.charge_amount as varchar)) as alike,
  row_number() over (
    partition by d.claim_id, coalesce(d.billing_npi, ''), coalesce(d.hcpcs_code, l.revenue_center_code, ''), d.charge_amount
    order by d.claim_line_start_date nulls last, d.claim_line_number nulls last, d.claim_key nulls last
  ) as place,
  count(*) over (
    partition by d.claim_id, coalesce(d.billing_npi, ''), nullif(l.line_control_number, '')
  ) as times_numbered
from decided_line as d
join book_claim_line as l on l.claim_key = d.claim_key and l.claim_line_number = d.claim_line_number
where coalesce(d.edit, '') not in ('void_claim', 'superseded_claim') and d.claim_id is not null
