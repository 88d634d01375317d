-- ev_enteral_event: one row an admission or an emergency visit of a person on tube feeding. An emergency visit that ends
-- in an admission on its day or the next is counted as the admission.
with happened as (
  select pid, first_encounter as encounter_id, first_day, 'admission' as kind from episode
  union all
  select pid, encounter_id, first_day, 'emergency visit' as kind
  from encounter
  where encounter_type = 'emergency department' and pid is not null and first_day is not null
),
admitted as (
  select distinct h.encounter_id
  from happened as h
  join episode as e on e.pid = h.pid and e.first_day >= h.first_day and e.first_day <= h.first_day + 1
  where h.kind = 'emergency visit'
)
select
  h.encounter_id as unit_id,
  h.pid,
  cast(null as varchar) as member_id,
  h.first_day as evidence_date,
  cast(null as varchar) as site,
  'enteral_per_diem' as therapy,
  cast(null as varchar) as payer,
  cast(null as varchar) as line_of_business,
  cast(null as date) as birth_date,
  cast(null as varchar) as category,
  h.kind,
  case when a.encounter_id is not null then 'ended in an admission' end as excluded
from happened as h
join enteral_span as t on t.pid = h.pid and t.first_day <= h.first_day and t.last_day >= h.first_day
left join admitted as a on a.encounter_id = h.encounter_id and h.kind = 'emergency visit'
