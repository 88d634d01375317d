-- ev_claimed_line_month: one row a stretch of likely line days and calendar month.
with months as (
  select
    e.pid,
    e.first_day as span_day,
    greatest(e.first_day, cast(m.month as date), s.since) as from_day,
    least(e.last_day, cast(m.month + interval 1 month as date) - 1, s.until) as to_day
  from claimed_line_span as e
  cross join setting as s
  cross join unnest(generate_series(date_trunc('month', e.first_day), date_trunc('month', e.last_day), interval 1 month)) as m(month)
)
select
  concat(pid, ' ', cast(from_day as varchar)) as unit_id,
  pid,
  cast(null as varchar) as member_id,
  from_day as evidence_date,
  cast(null as varchar) as site,
  cast(null as varchar) as therapy,
  cast(null as varchar) as payer,
  cast(null as varchar) as line_of_business,
  cast(null as date) as birth_date,
  cast(null as varchar) as category,
  date_diff('day', from_day, to_day) + 1 as days,
  cast(null as varchar) as excluded
from months
where from_day <= to_day
