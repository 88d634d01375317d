-- covered_member: one row a stretch of days of one of several member numbers of a person, with the coverage under it.
with several as (
  select pid from member_span group by pid having count(distinct member_id) > 1
),
spans as (
  select s.* from member_span as s join several as m on m.pid = s.pid
),
edges as (
  select pid, member_id, first_day as day from spans
  union
  select pid, member_id, last_day + 1 as day from spans where last_day < date '9999-12-31'
),
stretches as (
  select
    pid,
    member_id,
    day as from_day,
    coalesce(lead(day) over (partition by pid, member_id order by day nulls last) - 1, date '9999-12-31') as to_day
  from edges
)
select
  t.pid, t.member_id, t.from_day, t.to_day, s.payer, s.line_of_business, s.is_medicare_primary
from stretches as t
join spans as s
  on s.pid = t.pid and s.member_id = t.member_id and s.first_day <= t.from_day and s.last_day >= t.from_day
qualify row_number() over (
  partition by t.pid, t.member_id, t.from_day
  order by s.first_day desc nulls last, s.last_day desc nulls last, s.payer nulls last, s.line_of_business nulls last
) = 1
