-- day_line: one row a standing line that is counted by days, with how many days it may be paid at most and whether its
-- days must be looked at one by one.
with counted as (
  select
    s.*,
    v.day_rule,
    v.hold_days,
    v.catheter_care_beside_therapy,
    v.inpatient_days_paid,
    cast(least(floor(s.units), s.days) as decimal(18, 4)) as billed_days,
    max(s.last_day) over (
      partition by s.member_key order by s.first_day nulls last, s.seq nulls last
      rows between unbounded preceding and 1 preceding
    ) as last_day_before,
    lead(s.first_day) over (
      partition by s.member_key order by s.first_day nulls last, s.seq nulls last
    ) as next_first_day
  from standing as s
  join c_version as v on v.contract_version = s.contract_version
  left join pair_refused as r on r.member_key = s.member_key and r.seq = s.seq
  where s.is_by_days and r.seq is null
),
hurt as (
  select distinct member_key, seq from pair_hit where is_by_days
),
stayed as (
  select distinct c.member_key, c.seq
  from counted as c
  join in_encounter as e
    on e.member_id = c.member_id
    and e.encounter_start_date <= c.last_day
    and coalesce(e.encounter_end_date, date '9999-12-31') > c.first_day
  where e.encounter_type = 'acute inpatient' and not c.inpatient_days_paid
),
given as (
  select c.member_key, c.seq, sum(a.infusion_hours) as infusion_hours
  from counted as c
  join in_administration as a
    on a.member_id = c.member_id
    and a.administration_date >= c.first_day
    and a.administration_date <= c.last_day
    and (a.per_diem_code is null or a.per_diem_code = c.code)
    and coalesce(a.status, 'completed') <> 'not_done'
  where c.day_rule = 'hours_24' and c.is_therapy
  group by c.member_key, c.seq
)
select
  c.member_key,
  c.seq,
  c.member_id,
  c.contract_version,
  c.code,
  c.first_day,
  c.last_day,
  c.days,
  c.is_therapy,
  c.is_catheter_care,
  c.is_distinct_service,
  c.therapy_class,
  c.day_rule,
  c.catheter_care_beside_therapy,
  c.inpatient_days_paid,
  c.billed_days,
  c.hold_days,
  case
    when c.day_rule <> 'hours_24' or not c.is_therapy or not x.has_administrations then null
    when g.seq is null then 0
    else greatest(cast(floor(coalesce(g.infusion_hours, 0)) as bigint) // 24, 1)
  end as most_blocks,
  coalesce(c.last_day_before >= c.first_day, false)
    or coalesce(c.next_first_day <= c.last_day, false)
    or u.seq is not null
    or y.seq is not null
    or (c.is_catheter_care and c.hold_days is not null)
    or (c.is_therapy and x.has_administrations and c.day_rule in ('infusion_days', 'infusion_or_nursing_days'))
    as is_day_by_day
from counted as c
cross join run_facts as x
left join hurt as u on u.member_key = c.member_key and u.seq = c.seq
left join stayed as y on y.member_key = c.member_key and y.seq = c.seq
left join given as g on g.member_key = c.member_key and g.seq = c.seq
