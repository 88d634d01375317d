-- line_payment: one row a line with an allowed amount: what is paid, what the member owes, what another payor covers.
with settled as (
  select
    m.*,
    m.copay_amount + m.deductible_amount + m.coinsurance_amount as owed,
    m.allowed_amount - (m.copay_amount + m.deductible_amount + m.coinsurance_amount) as payment,
    o.amount as other_amount
  from member_share as m
  left join other_payment as o on o.member_key = m.member_key and o.seq = m.seq
),
paid as (
  select
    s.*,
    case
      when other_amount is null then payment
      else least(payment, greatest(allowed_amount - other_amount, cast(0 as decimal(18, 2))))
    end as paid_amount
  from settled as s
),
freed as (
  select
    p.*,
    case
      when other_amount is null then cast(0 as decimal(18, 2))
      else owed - least(owed, greatest(allowed_amount - other_amount - paid_amount, cast(0 as decimal(18, 2))))
    end as relief
  from paid as p
)
select
  member_key,
  seq,
  allowed_amount,
  cast(paid_amount as decimal(18, 2)) as paid_amount,
  cast(coinsurance_amount - least(coinsurance_amount, relief) as decimal(18, 2)) as coinsurance_amount,
  cast(copay_amount - least(copay_amount, relief - least(coinsurance_amount, relief)) as decimal(18, 2)) as copay_amount,
  cast(
    deductible_amount
    - (relief - least(coinsurance_amount, relief) - least(copay_amount, relief - least(coinsurance_amount, relief)))
    as decimal(18, 2)
  ) as deductible_amount,
  cast(allowed_amount - paid_amount - (owed - relief) as decimal(18, 2)) as other_payer_amount
from freed
