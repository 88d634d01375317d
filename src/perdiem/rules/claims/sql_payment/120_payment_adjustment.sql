-- payment_adjustment: one row a group and reason of a line of a payment, in the order of line, group (CO, OA, PI, PR) and
-- amounts, so that the reasons of one group stand together, as a CAS has them.
with made as (
  select
    e.payment_number, e.claim_position, a.claim_line_number, a.place, a.group_code, a.reason_code, a.amount, a.quantity
  from numbered_entry as e
  join settled_adjustment as a on a.claim_key = e.claim_key
  where not e.is_reversal
  union all
  select
    e.payment_number, e.claim_position, a.claim_line_number, a.sequence as place, a.group_code, a.reason_code,
    -a.amount as amount, a.quantity
  from numbered_entry as e
  join earlier_adjustment as a on a.payment_key = e.payment_key and a.claim_position = e.earlier_position
  where e.is_reversal
)
select
  payment_number,
  claim_position,
  row_number() over (
    partition by payment_number, claim_position
    order by coalesce(claim_line_number, 0), group_code, place, reason_code
  ) as sequence,
  claim_line_number,
  group_code,
  reason_code,
  amount,
  quantity
from made
order by payment_number, claim_position, sequence
