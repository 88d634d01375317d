-- stay: one row a stay in an acute hospital, with its diagnosis group and whether it was planned. `fault` says what is
-- wrong with its days, `gap` what is missing to judge it.
select
  e.encounter_id,
  e.pid,
  e.member_id,
  e.first_day,
  e.last_day,
  lpad(e.disposition, 2, '0') as disposition,
  e.hospital,
  d.category as diagnosis_group,
  coalesce(d.is_acute, false) as is_acute,
  coalesce(d.is_always_planned, false) as is_planned_by_diagnosis,
  d.excluded_as,
  coalesce(x.is_always_planned, false) as is_planned_by_procedure,
  coalesce(x.is_potentially_planned, false) as is_potentially_planned,
  case
    when coalesce(x.is_surgery, false) then 'surgery and gynecology'
    else coalesce(d.cohort, 'medicine')
  end as cohort,
  case
    when coalesce(x.is_always_planned, false) or coalesce(d.is_always_planned, false) then true
    else coalesce(x.is_potentially_planned, false) and not coalesce(d.is_acute, false)
  end as is_planned,
  case
    when e.pid is null then 'no person'
    when e.first_day is null then 'no day of admission'
    when e.last_day is null then 'no day of discharge'
    when e.last_day < e.first_day then 'discharged before admitted'
  end as fault,
  case
    when e.diagnosis is null then 'no principal diagnosis'
    when d.category is null then 'a principal diagnosis of no group'
  end as gap
from encounter as e
left join m_diagnosis as d on d.code = e.diagnosis
left join (
  select
    p.encounter_id,
    bool_or(g.is_always_planned) as is_always_planned,
    bool_or(g.is_potentially_planned) as is_potentially_planned,
    bool_or(g.is_surgery) as is_surgery
  from in_procedure as p
  join m_procedure as g on g.code = upper(replace(p.normalized_code, '.', ''))
  where p.normalized_code_type = 'icd-10-pcs'
  group by p.encounter_id
) as x on x.encounter_id = e.encounter_id
where e.encounter_type = 'acute inpatient'
