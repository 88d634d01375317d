-- enteral_span: one row a stretch of tube feeding of one person, whoever supplies it.
with marked as (
  select
    pid, first_day, last_day,
    case
      when first_day <= max(last_day) over (
        partition by pid order by first_day nulls last, last_day nulls last rows between unbounded preceding and 1 preceding
      ) + 1 then 0
      else 1
    end as is_new
  from therapy_span
  where therapy = 'enteral_per_diem'
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
