-- day_count: one row a line counted by days, with the days that each reason takes and the most that remain.
with reasons as (
  select
    member_key,
    seq,
    count(*) filter (where reason = 0) as open_days,
    count(*) filter (where reason = 1) as days_general,
    count(*) filter (where reason = 2) as days_pair,
    count(*) filter (where reason = 3) as days_care,
    count(*) filter (where reason = 4) as days_hold,
    count(*) filter (where reason = 5) as days_hospital,
    count(*) filter (where reason = 6) as days_infusion,
    count(*) filter (where reason = 7) as days_again
  from line_day
  group by member_key, seq
)
select
  l.member_key,
  l.seq,
  l.billed_days,
  coalesce(r.days_general, 0) as days_general,
  coalesce(r.days_pair, 0) as days_pair,
  coalesce(r.days_care, 0) as days_care,
  coalesce(r.days_hold, 0) as days_hold,
  coalesce(r.days_hospital, 0) as days_hospital,
  case
    when l.most_blocks is null then coalesce(r.days_infusion, 0)
    else greatest(coalesce(r.open_days, l.days) - l.most_blocks, 0)
  end as days_infusion,
  coalesce(r.days_again, 0) as days_again,
  least(
    l.billed_days,
    cast(coalesce(r.open_days, l.days) as decimal(18, 4)),
    cast(coalesce(l.most_blocks, l.days) as decimal(18, 4))
  ) as days_left
from day_line as l
left join reasons as r on r.member_key = l.member_key and r.seq = l.seq
