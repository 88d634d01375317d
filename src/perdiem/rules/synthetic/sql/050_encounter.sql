-- encounter: one row a hospital stay, a visit to an emergency department, or a visit to an outpatient department.
with happened as (
  select
    'S' || cast(row_number() over (order by s.member, s.admitted) + {first} as varchar) as id,
    s.member,
    'acute inpatient' as encounter_type,
    s.admitted as first_day,
    s.discharged as last_day,
    case when s.kind = 2 then '3' else '1' end as admit_type_code,
    case s.kind when 0 then t.diagnosis when 1 then case t.therapy when 'pn_per_diem' then 'E860'
      when 'enteral_per_diem' then 'K9423' else 'A419' end when 2 then 'Z5111' else 'T80211A' end as diagnosis,
    case s.kind when 2 then '847' when 3 then '314' else '871' end as drg_code,
    s.kind in (1, 3) as is_related,
    cast(s.discharged - s.admitted as decimal(18, 2)) * (select inpatient_day_paid from r_paid) as paid,
    s.times
  from d_stay as s
  join d_course as c on c.course_row = s.course_row
  join r_therapy as t on t.number = c.therapy
  union all
  select
    'V' || cast(row_number() over (order by v.member, v.day) + {first} as varchar),
    v.member,
    'emergency department',
    v.day,
    v.day,
    null,
    case when v.is_related then 'K9423' else 'R509' end,
    null,
    v.is_related,
    (select emergency_paid from r_paid),
    v.times
  from d_visit as v
  union all
  select
    'O' || cast(e.event_row + {first} as varchar) || k.mark,
    c.member,
    k.encounter_type,
    e.day,
    e.day,
    null,
    'T82594A',
    null,
    true,
    case when k.mark = 'E' then (select emergency_paid from r_paid) else (select outpatient_paid from r_paid) end,
    e.times
  from d_event as e
  join d_course as c on c.course_row = e.course_row
  join (values ('E', 'emergency department'), ('H', 'outpatient hospital or clinic')) as k (mark, encounter_type)
    on (k.mark = 'E' and e.to_emergency) or (k.mark = 'H' and e.to_outpatient)
  union all
  select
    'H' || cast(d.day_row + {first} as varchar),
    c.member,
    'outpatient hospital or clinic',
    d.day,
    d.day,
    null,
    t.diagnosis,
    null,
    false,
    cast(t.units_a_dose * a.amount as decimal(18, 2)) * (select outpatient_hospital_ratio from r_paid),
    d.times
  from d_day as d
  join d_course as c on c.course_row = d.course_row
  join r_therapy as t on t.number = c.therapy
  join r_amount as a on a.code = t.drug_code
  where d.is_elsewhere
  union all
  select
    'P' || cast(l.line_row + {first} as varchar),
    c.member,
    'outpatient hospital or clinic',
    l.placed,
    l.placed,
    null,
    'Z452',
    null,
    true,
    (select amount from r_amount where code = '36573'),
    l.times
  from d_line as l
  join d_course as c on c.course_row = l.course_row
  where l.in_outpatient
),
priced as (
  select * exclude (paid, times), cast(cast(paid as double) * times as decimal(18, 2)) as paid from happened
)
select
  h.id as encounter_id,
  'M' || lpad(cast(h.member as varchar), 9, '0') as member_id,
  'P' || lpad(cast(h.member as varchar), 9, '0') as person_id,
  h.encounter_type,
  date '1970-01-01' + cast(h.first_day as integer) as encounter_start_date,
  date '1970-01-01' + cast(h.last_day as integer) as encounter_end_date,
  h.admit_type_code,
  '01' as discharge_disposition_code,
  'F' || cast(h.member % 20 as varchar) as facility_id,
  case when h.drg_code is not null then 'ms-drg' end as drg_code_type,
  h.drg_code,
  'icd-10-cm' as primary_diagnosis_code_type,
  h.diagnosis as primary_diagnosis_code,
  cast(h.paid as decimal(18, 2)) as paid_amount,
  cast(h.paid as decimal(18, 2)) as allowed_amount,
  cast(h.paid * 2 as decimal(18, 2)) as charge_amount,
  h.is_related,
  'synthetic' as data_source
from priced as h
