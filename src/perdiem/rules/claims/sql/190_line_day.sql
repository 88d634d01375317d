-- line_day: one row a day of a line whose days are looked at one by one, with the first reason for which it is unpaid
-- (1 general beside specific, 2 pair, 3 catheter care beside therapy, 4 hold over, 5 in hospital, 6 no infusion,
-- 7 billed before; 0 none).
with days as (
  select
    l.member_key, l.seq, l.member_id, l.contract_version, l.code, l.is_therapy, l.is_catheter_care,
    l.is_distinct_service, l.therapy_class, l.day_rule, l.catheter_care_beside_therapy, l.inpatient_days_paid,
    l.hold_days,
    cast(d.day as date) as day
  from day_line as l
  cross join unnest(generate_series(l.first_day, l.last_day, interval 1 day)) as d(day)
  where l.is_day_by_day
),
paired as (
  select
    d.member_key, d.seq, d.day,
    min(case when p.edit = 'general_beside_specific' then 1 else 2 end) as reason
  from days as d
  join pair_hit as p
    on p.member_key = d.member_key and p.seq = d.seq and p.from_day <= d.day and p.to_day >= d.day
  group by d.member_key, d.seq, d.day
),
beside_therapy as (
  select distinct d.member_key, d.seq, d.day
  from days as d
  join span as t
    on t.member_key = d.member_key
    and t.contract_version = d.contract_version
    and t.code_group = 'therapy_per_diem'
    and t.first_day <= d.day and t.last_day >= d.day
  where d.is_catheter_care
),
held as (
  select d.member_key, d.seq, d.day, max(t.last_day) as last_therapy_day
  from days as d
  join span as t
    on t.member_key = d.member_key
    and t.contract_version = d.contract_version
    and t.code_group = 'therapy_per_diem'
    and t.last_day < d.day
  where d.is_catheter_care and d.hold_days is not null
  group by d.member_key, d.seq, d.day
),
in_hospital as (
  select distinct d.member_key, d.seq, d.day
  from days as d
  join in_encounter as e
    on e.member_id = d.member_id
    and e.encounter_start_date <= d.day
    and coalesce(e.encounter_end_date, date '9999-12-31') > d.day
  where e.encounter_type = 'acute inpatient' and not d.inpatient_days_paid
),
infused as (
  select distinct d.member_key, d.seq, d.day
  from days as d
  join in_administration as a
    on a.member_id = d.member_id
    and a.administration_date = d.day
    and (a.per_diem_code is null or a.per_diem_code = d.code)
    and coalesce(a.status, 'completed') <> 'not_done'
  union
  select distinct d.member_key, d.seq, d.day
  from days as d
  join standing as n
    on n.member_key = d.member_key and n.is_nursing and n.first_day <= d.day and n.last_day >= d.day
  where d.day_rule = 'infusion_or_nursing_days'
),
billed_before as (
  select distinct d.member_key, d.seq, d.day
  from days as d
  join standing as o
    on o.member_key = d.member_key
    and o.code = d.code
    and o.therapy_class = d.therapy_class
    and o.seq < d.seq
    and o.first_day <= d.day and o.last_day >= d.day
  where not d.is_distinct_service
)
select
  d.member_key,
  d.seq,
  d.day,
  d.code,
  d.contract_version,
  d.is_therapy,
  d.therapy_class,
  case
    when p.reason is not null then p.reason
    when b.seq is not null and not d.catheter_care_beside_therapy then 3
    when b.seq is null and d.day > w.last_therapy_day + d.hold_days then 4
    when h.seq is not null then 5
    when
      d.is_therapy and x.has_administrations and d.day_rule in ('infusion_days', 'infusion_or_nursing_days')
      and i.seq is null then 6
    when o.seq is not null then 7
    else 0
  end as reason
from days as d
cross join run_facts as x
left join paired as p on p.member_key = d.member_key and p.seq = d.seq and p.day = d.day
left join beside_therapy as b on b.member_key = d.member_key and b.seq = d.seq and b.day = d.day
left join held as w on w.member_key = d.member_key and w.seq = d.seq and w.day = d.day
left join in_hospital as h on h.member_key = d.member_key and h.seq = d.seq and h.day = d.day
left join infused as i on i.member_key = d.member_key and i.seq = d.seq and i.day = d.day
left join billed_before as o on o.member_key = d.member_key and o.seq = d.seq and o.day = d.day
