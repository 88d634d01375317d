-- ev_stay: one row a stay, with the first return after its episode. Of an episode its last stay is the index.
with on_pn as (
  select e.pid, e.episode, min(t.site) as site
  from episode as e
  join therapy_span as t on t.pid = e.pid and t.therapy = 'pn_per_diem'
  cross join setting as s
  where t.first_day <= e.last_day + s.pn_start_days and t.last_day >= e.last_day
  group by e.pid, e.episode
),
judged as (
  select
    s.*,
    case
      when s.fault is not null then s.fault
      when e.encounter_id <> s.encounter_id then 'went on in another stay'
      when s.disposition is null then 'not known how the stay ended'
      when s.disposition in ('20', '40', '41', '42') then 'died'
      when s.disposition = '30' then 'still a patient'
      when s.disposition = '02' then 'sent to another hospital, whose stay is not in the book'
      when s.last_day > x.readmission_data_end - x.readmission_run_out_days then 'too near the end of the data to follow'
    end as not_followed,
    e.encounter_id as episode_encounter,
    e.stays as episode_stays,
    e.return_encounter,
    e.return_day,
    e.is_return_planned,
    p.pid is not null as is_pn,
    p.site as pn_site,
    x.readmission_days
  from stay as s
  cross join setting as x
  left join stay_of_episode as o on o.encounter_id = s.encounter_id
  left join episode as e on e.pid = o.pid and e.episode = o.episode
  left join on_pn as p on p.pid = o.pid and p.episode = o.episode
)
select
  encounter_id as unit_id,
  pid,
  member_id,
  last_day as evidence_date,
  pn_site as site,
  case when is_pn then 'pn_per_diem' end as therapy,
  cast(null as varchar) as payer,
  cast(null as varchar) as line_of_business,
  cast(null as date) as birth_date,
  cohort as category,
  first_day as admission_date,
  last_day as discharge_date,
  diagnosis_group,
  is_planned,
  is_pn,
  episode_encounter,
  episode_stays,
  return_encounter,
  return_day,
  is_return_planned,
  date_diff('day', last_day, return_day) as days_to_return,
  coalesce(date_diff('day', last_day, return_day) <= readmission_days, false) as is_readmitted,
  coalesce(date_diff('day', last_day, return_day) <= readmission_days and not is_return_planned, false) as is_readmitted_unplanned,
  not_followed as excluded,
  case
    when disposition = '07' then 'left against advice'
    when gap is not null then gap
    when excluded_as is not null then concat('not of the hospital-wide measure: ', excluded_as)
  end as not_hospital_wide
from judged
