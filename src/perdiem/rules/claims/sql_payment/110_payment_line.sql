-- payment_line: one row a line of a claim of a payment.
select
  e.payment_number, e.claim_position, l.claim_line_number, e.claim_key,
  l.hcpcs_code, l.hcpcs_modifier_1, l.hcpcs_modifier_2, l.hcpcs_modifier_3, l.hcpcs_modifier_4,
  l.charge_amount, l.paid_amount, l.revenue_center_code, l.paid_quantity,
  l.service_unit_quantity as billed_quantity,
  l.first_day as claim_line_start_date, l.last_day as claim_line_end_date, l.authorization_number,
  coalesce(l.line_control_number, cast(l.claim_line_number as varchar)) as line_control_number,
  case when l.disposition = 'paid' then l.allowed_amount end as allowed_amount,
  l.remark_codes
from numbered_entry as e
join settled_line as l on l.claim_key = e.claim_key
where not e.is_reversal
union all
select
  e.payment_number, e.claim_position, l.claim_line_number, e.claim_key,
  l.hcpcs_code, l.hcpcs_modifier_1, l.hcpcs_modifier_2, l.hcpcs_modifier_3, l.hcpcs_modifier_4,
  -l.charge_amount as charge_amount, -l.paid_amount as paid_amount,
  coalesce(l.revenue_center_code, case when l.service_code_type = 'NU' then l.service_code end) as revenue_center_code,
  coalesce(l.paid_quantity, 1) as paid_quantity,
  coalesce(l.billed_quantity, l.paid_quantity, 1) as billed_quantity,
  l.claim_line_start_date, l.claim_line_end_date, l.authorization_number,
  coalesce(l.line_control_number, cast(l.claim_line_number as varchar)) as line_control_number,
  cast(null as decimal(18, 2)) as allowed_amount,
  concat_ws(' ', l.remark_code_1, l.remark_code_2, l.remark_code_3, l.remark_code_4, l.remark_code_5) as remark_codes
from numbered_entry as e
join earlier_line as l on l.payment_key = e.payment_key and l.claim_position = e.earlier_position
where e.is_reversal
order by payment_number, claim_position, claim_line_number
