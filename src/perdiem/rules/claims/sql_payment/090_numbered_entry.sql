-- numbered_entry: one row an entry with the number of its payment and its position there. A payment has at most as many
-- claims as the run says (one more where a reversal and its correction stand at the limit: they stay together).
with parted as (
  select e.*, (e.last_place - 1) // f.most_claims as part
  from entry as e
  cross join payment_facts as f
)
select
  claim_key,
  is_reversal,
  payee_npi,
  payee_tin,
  payment_key,
  earlier_position,
  payee,
  part,
  dense_rank() over (order by payee, part) as payment_number,
  row_number() over (partition by payee, part order by place) as claim_position
from parted
