-- in_hospital: one row a stretch of whole days in hospital of one person: the days between admission and discharge,
-- which themselves are spent partly at home. Overlapping stays are joined.
with stays as (
  select e.pid, e.first_day + 1 as first_day, coalesce(e.last_day, s.data_end + 1) - 1 as last_day
  from encounter as e
  cross join setting as s
  where e.encounter_type = 'acute inpatient' and e.pid is not null
),
marked as (
  select
    *,
    case
      when first_day <= max(last_day) over (
        partition by pid order by first_day nulls last, last_day nulls last
        rows between unbounded preceding and 1 preceding
      ) + 1 then 0
      else 1
    end as is_new
  from stays
  where first_day <= last_day
),
numbered as (
  select *, sum(is_new) over (
    partition by pid order by first_day nulls last, last_day nulls last
    rows between unbounded preceding and current row
  ) as number
  from marked
)
select pid, min(first_day) as first_day, max(last_day) as last_day
from numbered
group by pid, number
