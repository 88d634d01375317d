-- coverage: one row a member and stretch of days without a change of eligibility; of several rows that hold a
-- stretch, the one that began last.
with edges as (
  select member_id, enrollment_start_date as day from in_eligibility
  union
  select member_id, enrollment_end_date + 1 as day from in_eligibility where enrollment_end_date is not null
),
stretches as (
  select
    member_id,
    day as from_day,
    coalesce(lead(day) over (partition by member_id order by day nulls last) - 1, date '9999-12-31') as to_day
  from edges
)
select
  s.member_id,
  s.from_day,
  s.to_day,
  e.enrollment_start_date as span_start,
  e.line_of_business,
  e.is_medicare_primary,
  e.state,
  e.deductible_left,
  e.out_of_pocket_left
from stretches as s
join in_eligibility as e
  on e.member_id = s.member_id
  and e.enrollment_start_date <= s.from_day
  and coalesce(e.enrollment_end_date, date '9999-12-31') >= s.from_day
qualify row_number() over (
  partition by s.member_id, s.from_day
  order by e.enrollment_start_date desc nulls last, e.enrollment_end_date desc nulls last
) = 1
