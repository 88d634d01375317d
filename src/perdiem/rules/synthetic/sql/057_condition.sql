-- condition: one row a course: the diagnosis that it is given for.
select
  'D' || cast(c.course as varchar) as condition_id,
  'M' || lpad(cast(c.member as varchar), 9, '0') as member_id,
  'P' || lpad(cast(c.member as varchar), 9, '0') as person_id,
  date '1970-01-01' + cast(c.day as integer) as recorded_date,
  'icd-10-cm' as normalized_code_type,
  t.diagnosis as normalized_code,
  1 as condition_rank,
  'synthetic' as data_source
from d_course as c
join r_therapy as t on t.number = c.therapy
