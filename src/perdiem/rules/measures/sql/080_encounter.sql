-- encounter: one row a stay or visit of one person, each encounter number once.
select
  e.encounter_id,
  e.member_id,
  coalesce(e.person_id, p.pid, e.member_id) as pid,
  e.encounter_type,
  e.encounter_start_date as first_day,
  e.encounter_end_date as last_day,
  e.discharge_disposition_code as disposition,
  coalesce(e.facility_npi, e.facility_id) as hospital,
  upper(replace(e.primary_diagnosis_code, '.', '')) as diagnosis,
  coalesce(e.primary_diagnosis_code_type, 'icd-10-cm') as diagnosis_type
from in_encounter as e
left join member_person as p on p.member_id = e.member_id
