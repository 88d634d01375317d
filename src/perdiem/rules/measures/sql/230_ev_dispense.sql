-- ev_dispense: one row a dispense, with the doses sent and those of them that were given. Where every dose of the order
-- names its dispense, those count; else the doses given use up what was sent, oldest first. A dose cannot come from a
-- dispense that had not been sent.
with pooled_sent as (
  select s.supply, s.dispense_id, s.day, s.doses
  from sent as s
  join unnamed_supply as u on u.supply = s.supply
),
pooled_first as (
  select supply, min(day) as first_day from pooled_sent group by supply
),
used as (
  select
    x.day,
    x.doses,
    coalesce(
      s.supply, 'order ' || x.prescription_id, concat('drug ', x.member_id, ' ', coalesce(x.hcpcs_code, ''))
    ) as supply
  from dose as x
  left join sent as s on s.dispense_id = x.dispense_id
  where x.is_given and exists (select 1 from pooled_first)
),
pooled_used as (
  select
    u.supply,
    sum(case when u.day >= p.first_day then u.doses else 0 end) as given,
    sum(case when u.day < p.first_day then u.doses else 0 end) as too_early
  from used as u
  join pooled_first as p on p.supply = u.supply
  group by u.supply
),
pooled as (
  select
    s.dispense_id,
    greatest(least(u.given - coalesce(sum(s.doses) over (
      partition by s.supply order by s.day nulls last, s.dispense_id nulls last
      rows between unbounded preceding and 1 preceding
    ), 0), s.doses), 0) as given,
    case
      when row_number() over (partition by s.supply order by s.day nulls last, s.dispense_id nulls last) = 1
        then u.too_early
      else 0
    end as too_early
  from pooled_sent as s
  join pooled_used as u on u.supply = s.supply
)
select
  q.dispense_id as unit_id,
  q.pid,
  q.member_id,
  q.day as evidence_date,
  q.site,
  q.therapy,
  cast(null as varchar) as payer,
  cast(null as varchar) as line_of_business,
  cast(null as date) as birth_date,
  cast(null as varchar) as category,
  q.doses as doses_dispensed,
  coalesce(p.given, l.given, 0) as doses_given,
  coalesce(p.too_early, l.too_early, 0) as doses_before_dispense,
  case
    when q.doses is null then 'the dispense does not say how many doses'
    when q.doses <= 0 then 'nothing was sent'
    when q.day + cast(coalesce(q.days_supply, 0) as integer) > s.data_end then 'still in use at the end of the data'
  end as excluded
from sent as q
cross join setting as s
left join pooled as p on p.dispense_id = q.dispense_id
left join given_of_dispense as l on l.dispense_id = q.dispense_id
