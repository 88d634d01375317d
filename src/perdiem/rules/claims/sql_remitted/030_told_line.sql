-- told_line: one row a line of a remittance, with the reference by which it is held against the book's lines: the
-- provider's number of the line where a line of the claim has it alone, else its place among lines alike.
with line as (
  select
    r.payment_key,
    r.claim_position,
    r.claim_line_number,
    m.claim_id,
    m.npi,
    m.payee_npi,
    coalesce(r.submitted_code, r.hcpcs_code, r.service_code, r.revenue_center_code, '') as code,
    r.claim_line_start_date as first_day,
    r.charge_amount,
    r.paid_amount,
    r.paid_quantity,
    e.line_control_number
  from remitted_line as r
  join matched_claim as m on m.payment_key = r.payment_key and m.claim_position = r.claim_position
  left join (select distinct claim_id, npi, line_control_number from expected_line where times_numbered = 1) as e
    on e.claim_id = m.claim_id and e.npi = m.npi and e.line_control_number = r.line_control_number
)
select
  *,
  case
    when line_control_number is not null then concat('#', line_control_number)
    else concat(code, ' ', cast(abs(charge_amount) as varchar), ' ', cast(row_number() over (
      partition by payment_key, claim_position, line_control_number, code, abs(charge_amount)
      order by first_day nulls last, claim_line_number nulls last
    ) as varchar))
  end as reference
from line
