-- line_allowed: one row a priced line that no cut has taken whole: what is allowed after the bounds, and what the bounds took.
with bound as (
  select
    a.member_key,
    a.seq,
    a.full_amount,
    a.kept_amount,
    a.shared_amount,
    case
      when s.code = '99601' and v.nursing_only_percent is not null and t.seq is null and p.unit_price is not null
        then cast(round(
          cast(
            cast(p.unit_price as decimal(20, 6)) * cast(v.nursing_only_percent as decimal(10, 4)) * cast(0.01 as decimal(3, 2))
            as decimal(24, 12)
          ) * cast(q.paid_units as decimal(14, 4)),
          2
        ) as decimal(18, 2))
    end as nursing_bound,
    m.allowed_amount as medicare_bound
  from line_amount as a
  join line_quantity as q on q.member_key = a.member_key and q.seq = a.seq
  join standing as s on s.member_key = a.member_key and s.seq = a.seq
  join c_version as v on v.contract_version = s.contract_version
  left join (
    select n.member_key, n.seq
    from standing as n
    join span as h
      on h.member_key = n.member_key
      and h.contract_version = n.contract_version
      and h.code_group = 'therapy_per_diem'
      and h.first_day <= n.last_day
      and h.last_day >= n.first_day
    where n.code = '99601'
    group by n.member_key, n.seq
  ) as t on t.member_key = a.member_key and t.seq = a.seq
  left join price_span as p
    on p.basis = 'physician' and p.schedule = '' and p.ndc = '' and p.code = s.code
    and p.from_day <= s.first_day and p.to_day >= s.first_day
  left join medicare_line as m on m.member_key = a.member_key and m.seq = a.seq
  left join (select distinct member_key, seq from line_cut) as c on c.member_key = a.member_key and c.seq = a.seq
  where q.paid_units > 0 or c.seq is null
)
select
  member_key,
  seq,
  full_amount,
  kept_amount,
  shared_amount,
  greatest(shared_amount - coalesce(nursing_bound, shared_amount), cast(0 as decimal(18, 2))) as nursing_only_amount,
  greatest(
    least(shared_amount, coalesce(nursing_bound, shared_amount)) - coalesce(medicare_bound, shared_amount),
    cast(0 as decimal(18, 2))
  ) as medicare_amount,
  least(shared_amount, coalesce(nursing_bound, shared_amount), coalesce(medicare_bound, shared_amount)) as allowed_amount
from bound
