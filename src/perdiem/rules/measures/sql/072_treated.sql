-- treated: one row a stretch of days of one person with the therapy that counts on them, and its site: of several
-- parenteral nutrition, else the one that began first.
with several as (
  select pid from therapy_span group by pid having count(*) > 1
),
spans as (
  select t.* from therapy_span as t join several as m on m.pid = t.pid
),
edges as (
  select pid, first_day as day from spans
  union
  select pid, last_day + 1 as day from spans
),
stretches as (
  select
    pid,
    day as from_day,
    lead(day) over (partition by pid order by day nulls last) - 1 as to_day
  from edges
),
chosen as (
  select s.pid, s.from_day, s.to_day, t.therapy, t.site
  from stretches as s
  join spans as t on t.pid = s.pid and t.first_day <= s.from_day and t.last_day >= s.from_day
  qualify row_number() over (
    partition by s.pid, s.from_day
    order by case when t.therapy = 'pn_per_diem' then 0 else 1 end nulls last, t.first_day nulls last,
      t.therapy nulls last, t.site nulls last
  ) = 1
)
select pid, first_day as from_day, last_day as to_day, therapy, site
from therapy_span as t
where not exists (select 1 from several as m where m.pid = t.pid)
union all
select pid, from_day, to_day, therapy, site from chosen
