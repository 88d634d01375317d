-- grain: one run of days of one member and kind (infusion, nutrition) without a gap; overlapping lines are one run
with line as (
  select member_id, 'infusion' as kind, first_day, last_day
  from coded_line
  where kind in ('infusion_per_diem', 'pn_per_diem')
  union all
  select member_id, 'nutrition', first_day, last_day from coded_line where kind = 'pn_per_diem'
  union all
  select member_id, 'covered', enrollment_start_date, coalesce(enrollment_end_date, (select last_day from book_days))
  from in_eligibility
),
clipped as (
  select
    member_id,
    kind,
    greatest(first_day, (select first_day from book_days)) as first_day,
    least(last_day, (select last_day from book_days)) as last_day
  from line
),
begun as (
  select
    member_id, kind, first_day, last_day,
    case
      when first_day <= max(last_day) over (
        partition by member_id, kind
        order by first_day, last_day
        rows between unbounded preceding and 1 preceding
      ) + 1 then 0 else 1
    end as is_start
  from clipped
  where first_day <= last_day
),
numbered as (
  select
    member_id, kind, first_day, last_day,
    sum(is_start) over (
      partition by member_id, kind order by first_day, last_day rows between unbounded preceding and current row
    ) as run
  from begun
)
select member_id, kind, min(first_day) as first_day, max(last_day) as last_day
from numbered
group by member_id, kind, run
