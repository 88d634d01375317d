-- ev_catheter_month: one row a line and calendar month, with the days on which it lay outside hospital. The days of
-- placement, removal, admission and discharge count; a line removed on the day of its placement has one day.
with months as (
  select
    k.*,
    greatest(k.first_day, cast(m.month as date), s.since) as from_day,
    least(k.last_day, cast(m.month + interval 1 month as date) - 1, s.until) as to_day
  from line_catheter as k
  cross join setting as s
  cross join unnest(generate_series(date_trunc('month', k.first_day), date_trunc('month', k.last_day), interval 1 month)) as m(month)
  where k.first_day <= k.last_day
),
away as (
  select
    m.catheter_id,
    m.from_day,
    sum(date_diff('day', greatest(h.first_day, m.from_day), least(h.last_day, m.to_day)) + 1) as days
  from months as m
  join in_hospital as h on h.pid = m.pid and h.first_day <= m.to_day and h.last_day >= m.from_day
  where m.from_day <= m.to_day
  group by m.catheter_id, m.from_day
)
select
  concat(m.catheter_id, ' ', substr(cast(m.from_day as varchar), 1, 7)) as unit_id,
  m.pid,
  m.member_id,
  m.from_day as evidence_date,
  m.site,
  cast(null as varchar) as therapy,
  cast(null as varchar) as payer,
  cast(null as varchar) as line_of_business,
  cast(null as date) as birth_date,
  m.line_type as category,
  m.line_type,
  date_diff('day', m.from_day, m.to_day) + 1 - coalesce(a.days, 0) as days,
  cast(null as varchar) as excluded
from months as m
left join away as a on a.catheter_id = m.catheter_id and a.from_day = m.from_day
where m.from_day <= m.to_day
