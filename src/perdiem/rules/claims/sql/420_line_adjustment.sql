-- line_adjustment: one row an adjustment of a line; they sum to charge less paid.
with made as (
  select d.member_key, d.seq, 1 as sequence, d.group_code, d.reason_code, f.charge as amount, d.edit
  from decision as d
  join line_fact as f on f.member_key = d.member_key and f.seq = d.seq
  where d.edit is not null
  union all
  select
    a.member_key, a.seq, 2 as sequence, 'CO' as group_code,
    case when f.charge >= a.full_amount then '45' else '94' end as reason_code,
    f.charge - a.full_amount as amount,
    case when f.charge >= a.full_amount then 'contract_rate' else 'above_charge' end as edit
  from line_allowed as a
  join line_fact as f on f.member_key = a.member_key and f.seq = a.seq
  union all
  select c.member_key, c.seq, 2 + c.cut_order as sequence, e.group_code, e.reason_code, c.amount, c.edit
  from cut_amount as c
  join line_allowed as a on a.member_key = c.member_key and a.seq = c.seq
  join c_edit as e on e.edit = c.edit
  union all
  select member_key, seq, 20 as sequence, 'CO' as group_code, '59' as reason_code, kept_amount - shared_amount as amount,
    'concurrent_therapy' as edit
  from line_allowed
  union all
  select member_key, seq, 21 as sequence, 'CO' as group_code, '45' as reason_code, nursing_only_amount as amount,
    'nursing_only' as edit
  from line_allowed
  union all
  select member_key, seq, 22 as sequence, 'CO' as group_code, '45' as reason_code, medicare_amount as amount,
    'medicare_allowed' as edit
  from line_allowed
  union all
  select member_key, seq, 30 as sequence, 'PR' as group_code, '1' as reason_code, deductible_amount as amount,
    'deductible' as edit
  from line_payment
  union all
  select member_key, seq, 31 as sequence, 'PR' as group_code, '3' as reason_code, copay_amount as amount, 'copay' as edit
  from line_payment
  union all
  select member_key, seq, 32 as sequence, 'PR' as group_code, '2' as reason_code, coinsurance_amount as amount,
    'coinsurance' as edit
  from line_payment
  union all
  select member_key, seq, 40 as sequence, 'OA' as group_code, '23' as reason_code, other_payer_amount as amount,
    'other_payer' as edit
  from line_payment
)
select
  f.claim_key,
  f.claim_line_number,
  m.sequence,
  m.group_code,
  m.reason_code,
  cast(m.amount as decimal(18, 2)) as amount,
  m.edit
from made as m
join line_fact as f on f.member_key = m.member_key and f.seq = m.seq
where m.amount <> 0
