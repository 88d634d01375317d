-- remitted_before: one row a decided claim that an earlier remittance tells of, with whether it tells the same: line by
-- line the same code, charge, payment and adjustments. Of a replaced claim that was reversed nothing more is to be told.
with decided as (
  select
    claim_key,
    payer_claim_number,
    row_number() over (partition by payer_claim_number order by claim_key nulls last) as place
  from settled_claim
  where payer_claim_number in (select payer_claim_number from standing_remittance)
),
pair as (
  select d.claim_key, s.payment_key, s.claim_position
  from decided as d
  join standing_remittance as s on s.payer_claim_number = d.payer_claim_number and s.place = d.place
),
now_reasons as (
  select
    a.claim_key,
    a.claim_line_number,
    string_agg(
      concat(a.group_code, a.reason_code, ':', cast(a.amount as varchar)), ' ' order by a.group_code, a.reason_code
    ) as reasons
  from settled_adjustment as a
  join pair as p on p.claim_key = a.claim_key
  group by a.claim_key, a.claim_line_number
),
now_said as (
  select
    l.claim_key,
    string_agg(concat(
      coalesce(l.hcpcs_code, l.revenue_center_code, ''), ' ', cast(l.charge_amount as varchar), ' ',
      cast(l.paid_amount as varchar), ' ', coalesce(r.reasons, '')
    ), '|' order by l.claim_line_number) as said
  from settled_line as l
  join pair as p on p.claim_key = l.claim_key
  left join now_reasons as r on r.claim_key = l.claim_key and r.claim_line_number = l.claim_line_number
  group by l.claim_key
),
then_reason as (
  select
    a.payment_key,
    a.claim_position,
    coalesce(a.claim_line_number, 0) as claim_line_number,
    a.group_code,
    a.reason_code,
    sum(a.amount) as amount
  from earlier_adjustment as a
  join pair as p on p.payment_key = a.payment_key and p.claim_position = a.claim_position
  group by a.payment_key, a.claim_position, coalesce(a.claim_line_number, 0), a.group_code, a.reason_code
),
then_reasons as (
  select
    payment_key,
    claim_position,
    claim_line_number,
    string_agg(
      concat(group_code, reason_code, ':', cast(cast(amount as decimal(18, 2)) as varchar)), ' '
      order by group_code, reason_code
    ) as reasons
  from then_reason
  group by payment_key, claim_position, claim_line_number
),
then_said as (
  select
    p.claim_key,
    string_agg(concat(
      coalesce(l.service_code, ''), ' ', cast(l.charge_amount as varchar), ' ', cast(l.paid_amount as varchar), ' ',
      coalesce(r.reasons, '')
    ), '|' order by l.claim_line_number) as said,
    min(o.reasons) as of_claim
  from pair as p
  join earlier_line as l on l.payment_key = p.payment_key and l.claim_position = p.claim_position
  left join then_reasons as r
    on r.payment_key = p.payment_key and r.claim_position = p.claim_position and r.claim_line_number = l.claim_line_number
  left join then_reasons as o
    on o.payment_key = p.payment_key and o.claim_position = p.claim_position and o.claim_line_number = 0
  group by p.claim_key
)
select
  p.claim_key,
  p.payment_key,
  p.claim_position,
  coalesce(n.said = t.said and t.of_claim is null, false) as is_same
from pair as p
left join now_said as n on n.claim_key = p.claim_key
left join then_said as t on t.claim_key = p.claim_key
union all
select c.claim_key, null as payment_key, null as claim_position, true as is_same
from settled_claim as c
left join pair as p on p.claim_key = c.claim_key
where
  c.is_superseded
  and p.claim_key is null
  and c.payer_claim_number in (
    select payer_claim_control_number from earlier_claim where payer_claim_control_number is not null
  )
