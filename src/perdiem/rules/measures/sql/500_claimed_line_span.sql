-- claimed_line_span: one row a stretch of days on which claims make it likely that a person carries a central line:
-- therapies that are given through one, and catheter care.
with pieces as (
  select pid, first_day, last_day from line where (is_intravenous or is_catheter_care) and excluded is null
),
marked as (
  select
    p.*,
    case
      when p.first_day <= max(p.last_day) over (
        partition by p.pid order by p.first_day nulls last, p.last_day nulls last
        rows between unbounded preceding and 1 preceding
      ) + s.therapy_gap_days + 1 then 0
      else 1
    end as is_new
  from pieces as p
  cross join setting as s
),
numbered as (
  select *, sum(is_new) over (
    partition by pid order by first_day nulls last, last_day nulls last rows between unbounded preceding and current row
  ) as number
  from marked
)
select pid, min(first_day) as first_day, max(last_day) as last_day
from numbered
group by pid, number
