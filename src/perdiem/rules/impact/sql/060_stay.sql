-- grain: one hospital stay that ended in the book's days: which therapy runs on the day of discharge or begins within three
-- days, and what the stay was allowed: its inpatient lines, else what its own record says
with stay as (
  select distinct
    encounter_id, member_id, encounter_start_date as first_day, encounter_end_date as last_day, is_related,
    cast(allowed_amount as double) as recorded
  from in_encounter
  where encounter_type = 'acute inpatient' and encounter_end_date is not null
    and encounter_end_date between (select first_day from book_days) and (select last_day from book_days)
),
follows as (
  select
    s.encounter_id,
    max(case when l.kind in ('infusion_per_diem', 'pn_per_diem') then 1 else 0 end) as to_infusion,
    max(case when l.kind = 'pn_per_diem' then 1 else 0 end) as to_pn,
    max(case when l.kind = 'enteral' then 1 else 0 end) as to_enteral
  from stay as s
  join coded_line as l on l.member_id = s.member_id and l.first_day <= s.last_day + 3 and l.last_day >= s.last_day
  where l.kind in ('infusion_per_diem', 'pn_per_diem', 'enteral')
  group by s.encounter_id
),
amount as (
  select s.encounter_id, sum(l.allowed) as allowed
  from stay as s
  join coded_line as l on l.member_id = s.member_id and l.first_day between s.first_day and s.last_day
  where l.setting = 'inpatient'
  group by s.encounter_id
)
select
  s.encounter_id, s.member_id, s.first_day, s.last_day, s.is_related,
  coalesce(f.to_infusion, 0) as to_infusion,
  coalesce(f.to_pn, 0) as to_pn,
  coalesce(f.to_enteral, 0) as to_enteral,
  coalesce(a.allowed, s.recorded) as allowed
from stay as s
left join follows as f on f.encounter_id = s.encounter_id
left join amount as a on a.encounter_id = s.encounter_id
