-- told_reason: one row a line and a reason that remittances give for it, over all payments: what was taken back and said
-- again counts once, and what comes to nothing is left out.
select
  t.claim_id,
  coalesce(t.npi, concat('?', t.payee_npi)) as npi,
  t.reference,
  a.group_code,
  a.reason_code,
  sum(a.amount) as amount
from told_line as t
join remitted_adjustment as a
  on a.payment_key = t.payment_key and a.claim_position = t.claim_position and a.claim_line_number = t.claim_line_number
group by t.claim_id, coalesce(t.npi, concat('?', t.payee_npi)), t.reference, a.group_code, a.reason_code
having sum(a.amount) <> 0
