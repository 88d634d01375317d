-- ev_enteral_month: one row a stretch of tube feeding and calendar month, with its days outside hospital.
with months as (
  select
    e.pid,
    e.first_day as span_day,
    greatest(e.first_day, cast(m.month as date), s.since) as from_day,
    least(e.last_day, cast(m.month + interval 1 month as date) - 1, s.until, s.data_end) as to_day
  from enteral_span as e
  cross join setting as s
  cross join unnest(generate_series(date_trunc('month', e.first_day), date_trunc('month', e.last_day), interval 1 month)) as m(month)
),
away as (
  select m.pid, m.span_day, m.from_day,
    sum(date_diff('day', greatest(h.first_day, m.from_day), least(h.last_day, m.to_day)) + 1) as days
  from months as m
  join in_hospital as h on h.pid = m.pid and h.first_day <= m.to_day and h.last_day >= m.from_day
  where m.from_day <= m.to_day
  group by m.pid, m.span_day, m.from_day
)
select
  concat(m.pid, ' ', cast(m.from_day as varchar)) as unit_id,
  m.pid,
  cast(null as varchar) as member_id,
  m.from_day as evidence_date,
  cast(null as varchar) as site,
  'enteral_per_diem' as therapy,
  cast(null as varchar) as payer,
  cast(null as varchar) as line_of_business,
  cast(null as date) as birth_date,
  cast(null as varchar) as category,
  date_diff('day', m.from_day, m.to_day) + 1 - coalesce(a.days, 0) as days,
  cast(null as varchar) as excluded
from months as m
left join away as a on a.pid = m.pid and a.span_day = m.span_day and a.from_day = m.from_day
where m.from_day <= m.to_day
