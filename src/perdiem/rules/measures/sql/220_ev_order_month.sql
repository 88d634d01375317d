-- ev_order_month: one row an order and calendar month, with the doses due and given in it.
with months as (
  select
    o.*,
    greatest(o.first_day, cast(m.month as date)) as from_day,
    least(o.last_day, cast(m.month + interval 1 month as date) - 1) as to_day
  from order_days as o
  cross join unnest(generate_series(date_trunc('month', o.first_day), date_trunc('month', o.last_day), interval 1 month)) as m(month)
  where o.first_day <= o.last_day
),
due as (
  select
    *,
    date_diff('day', first_day, from_day) as days_before,
    date_diff('day', first_day, to_day) + 1 as days_by_end
  from months
),
stray as (
  select x.*, concat('a dose that ', x.unplaced) as reason from dose as x where x.prescription_id is null
  union all
  select x.*, g.reason
  from dose as x
  join stray_month as g on g.prescription_id = x.prescription_id and g.month = cast(date_trunc('month', x.day) as date)
)
select
  concat(d.prescription_id, ' ', substr(cast(d.from_day as varchar), 1, 7)) as unit_id,
  d.pid,
  d.member_id,
  d.from_day as evidence_date,
  d.site,
  d.therapy,
  cast(null as varchar) as payer,
  cast(null as varchar) as line_of_business,
  cast(null as date) as birth_date,
  cast(null as varchar) as category,
  case
    when d.ordered_parts is not null
      then cast((d.ordered_parts * d.days_by_end) // d.ordered_days - (d.ordered_parts * d.days_before) // d.ordered_days as decimal(18, 4))
    when d.interval_parts is not null
      then cast(
        (d.days_by_end * 240000 + d.interval_parts - 1) // d.interval_parts * 10000
        - (d.days_before * 240000 + d.interval_parts - 1) // d.interval_parts * 10000 as decimal(18, 4)
      )
  end as due_parts,
  coalesce(g.doses, 0) as doses_given,
  case
    when d.ordered_parts is null and d.interval_parts is null then 'the order says neither how many doses nor how often'
  end as excluded
from due as d
left join dose_month as g
  on g.prescription_id = d.prescription_id and g.month = cast(date_trunc('month', d.from_day) as date)
union all
select
  concat(x.administration_id, ' outside'),
  coalesce(p.pid, x.member_id),
  x.member_id,
  x.day,
  x.site,
  cast(null as varchar),
  cast(null as varchar),
  cast(null as varchar),
  cast(null as date),
  cast(null as varchar),
  cast(0 as decimal(18, 4)),
  x.doses,
  x.reason
from stray as x
left join member_person as p on p.member_id = x.member_id
