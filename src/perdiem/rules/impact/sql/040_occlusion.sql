-- grain: one blocked catheter: days with de-clotting of one member no more than three days apart are one
with treated as (
  select
    member_id,
    first_day as day,
    max(case when setting in ('home', 'suite') then 1 else 0 end) as is_ours,
    max(case when setting in ('hospital', 'emergency', 'inpatient') then 1 else 0 end) as is_hospital
  from coded_line
  where kind in ('de_clotting_kit', 'de_clotting_drug', 'facility_de_clotting')
  group by member_id, first_day
),
begun as (
  select
    member_id, day, is_ours, is_hospital,
    case
      when day - lag(day) over (partition by member_id order by day) <= 3 then 0 else 1
    end as is_start
  from treated
),
numbered as (
  select
    member_id, day, is_ours, is_hospital,
    sum(is_start) over (
      partition by member_id order by day rows between unbounded preceding and current row
    ) as event
  from begun
),
event as (
  select
    member_id, event,
    min(day) as first_day,
    max(day) as last_day,
    max(is_ours) as is_ours,
    max(is_hospital) as is_hospital
  from numbered
  group by member_id, event
)
select
  e.member_id, e.first_day, e.last_day, e.is_ours, e.is_hospital,
  max(case when v.day is not null then 1 else 0 end) as is_emergency
from event as e
left join visit as v on v.member_id = e.member_id and v.day between e.first_day and e.last_day
group by e.member_id, e.first_day, e.last_day, e.is_ours, e.is_hospital
