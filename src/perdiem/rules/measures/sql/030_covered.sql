-- covered: one row a stretch of days of one person without a change of coverage, from the first day to the last there
-- is; of several spans that hold a stretch the one that began last counts. Stretches without coverage have the birth date.
with several as (
  select pid, min(birth_date) as birth_date from member_span group by pid having count(*) > 1
),
single as (
  select s.*
  from member_span as s
  where not exists (select 1 from several as m where m.pid = s.pid)
),
edges as (
  select s.pid, s.first_day as day from member_span as s join several as m on m.pid = s.pid
  union
  select s.pid, s.last_day + 1 as day from member_span as s join several as m on m.pid = s.pid where s.last_day < date '9999-12-31'
  union
  select pid, date '0001-01-01' as day from several
),
stretches as (
  select
    pid,
    day as from_day,
    coalesce(lead(day) over (partition by pid order by day nulls last) - 1, date '9999-12-31') as to_day
  from edges
),
chosen as (
  select
    t.pid, t.from_day, t.to_day, s.payer, s.line_of_business, s.is_medicare_primary, s.birth_date
  from stretches as t
  left join member_span as s on s.pid = t.pid and s.first_day <= t.from_day and s.last_day >= t.from_day
  qualify row_number() over (
    partition by t.pid, t.from_day
    order by s.first_day desc nulls last, s.last_day desc nulls last, s.payer nulls last, s.line_of_business nulls last,
      s.member_id nulls last
  ) = 1
)
select pid, first_day as from_day, last_day as to_day, payer, line_of_business, is_medicare_primary, birth_date
from single
union all
select pid, date '0001-01-01', first_day - 1, null, null, null, birth_date from single where first_day > date '0001-01-01'
union all
select pid, last_day + 1, date '9999-12-31', null, null, null, birth_date from single where last_day < date '9999-12-31'
union all
select c.pid, c.from_day, c.to_day, c.payer, c.line_of_business, c.is_medicare_primary, coalesce(c.birth_date, b.birth_date)
from chosen as c
join several as b on b.pid = c.pid
