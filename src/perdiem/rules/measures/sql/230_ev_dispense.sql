-- ev_dispense: one row a dispense, with the doses sent and those of them that were given. Where every dose of the order
-- names its dispense, those count; else the doses given use up what was sent, oldest first. A dose cannot come from a
-- dispense that had not been sent.
with sent as (
  select
    d.dispense_id,
    d.member_id,
    coalesce(p.pid, d.member_id) as pid,
    d.dispense_date as day,
    d.doses_dispensed as doses,
    d.days_supply,
    d.hcpcs_code,
    c.category as therapy,
    d.site_npi as site,
    coalesce(concat('order ', d.prescription_id), concat('drug ', d.member_id, ' ', coalesce(d.hcpcs_code, ''))) as supply
  from in_dispense as d
  left join member_person as p on p.member_id = d.member_id
  left join m_code as c on c.code = d.per_diem_code
),
used as (
  select
    x.administration_id,
    x.day,
    x.doses,
    x.dispense_id,
    s.day as sent_day,
    coalesce(
      s.supply, concat('order ', x.prescription_id), concat('drug ', x.member_id, ' ', coalesce(x.hcpcs_code, ''))
    ) as supply
  from dose as x
  left join sent as s on s.dispense_id = x.dispense_id
  where x.status in ('completed', 'partly')
),
supplies as (
  select
    s.supply,
    min(s.day) as first_day,
    coalesce(bool_and(u.sent_day is not null), false) as is_linked
  from sent as s
  left join used as u on u.supply = s.supply
  group by s.supply
),
linked as (
  select
    u.dispense_id,
    sum(case when u.day >= u.sent_day then u.doses else 0 end) as given,
    sum(case when u.day < u.sent_day then u.doses else 0 end) as too_early
  from used as u
  where u.sent_day is not null
  group by u.dispense_id
),
pooled as (
  select
    u.supply,
    sum(case when u.day >= p.first_day then u.doses else 0 end) as given,
    sum(case when u.day < p.first_day then u.doses else 0 end) as too_early
  from used as u
  join supplies as p on p.supply = u.supply
  group by u.supply
),
queued as (
  select
    s.*,
    p.is_linked,
    coalesce(sum(s.doses) over (
      partition by s.supply order by s.day nulls last, s.dispense_id nulls last
      rows between unbounded preceding and 1 preceding
    ), 0) as doses_before,
    row_number() over (partition by s.supply order by s.day nulls last, s.dispense_id nulls last) as place
  from sent as s
  join supplies as p on p.supply = s.supply
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
  case
    when q.is_linked then coalesce(l.given, 0)
    else greatest(least(coalesce(p.given, 0) - q.doses_before, q.doses), 0)
  end as doses_given,
  case
    when q.is_linked then coalesce(l.too_early, 0)
    when q.place = 1 then coalesce(p.too_early, 0)
    else 0
  end as doses_before_dispense,
  case
    when q.doses is null then 'the dispense does not say how many doses'
    when q.doses <= 0 then 'nothing was sent'
    when q.day + cast(coalesce(q.days_supply, 0) as integer) > s.data_end then 'still in use at the end of the data'
  end as excluded
from queued as q
cross join setting as s
left join linked as l on l.dispense_id = q.dispense_id
left join pooled as p on p.supply = q.supply
