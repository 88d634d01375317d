-- de_clotting_day: one row a member and day on which the catheter was cleared: the days of lines of S5517, J2997 and
-- 36593 that can be processed and are neither void nor superseded.
with clearing as (
  select distinct l.member_key, l.first_day, l.last_day
  from line as l
  left join (select distinct earlier_key from replacement) as r on r.earlier_key = l.claim_key
  where
    l.code in ('S5517', 'J2997', '36593')
    and r.earlier_key is null
    and l.frequency <> '8'
    and l.charge >= 0 and l.charge < 10000000
    and l.last_day >= l.first_day and l.days <= 366
    and l.units > 0 and l.units < 1000000
    and (l.place is not null or l.claim_type <> 'professional')
)
select distinct c.member_key, cast(d.day as date) as day
from clearing as c
cross join unnest(generate_series(c.first_day, c.last_day, interval 1 day)) as d(day)
