-- told_of_claim: one row a claim, with what remittances pay on it beside its lines; without a line it is all of it.
with line_sum as (
  select payment_key, claim_position, sum(paid_amount) as paid_amount
  from remitted_line
  group by payment_key, claim_position
)
select
  m.claim_id,
  coalesce(m.npi, concat('?', m.payee_npi)) as npi,
  sum(m.paid_amount - coalesce(s.paid_amount, cast(0 as decimal(18, 2)))) as paid_amount,
  count(s.payment_key) = 0 as is_without_lines
from matched_claim as m
left join line_sum as s on s.payment_key = m.payment_key and s.claim_position = m.claim_position
group by m.claim_id, coalesce(m.npi, concat('?', m.payee_npi))
