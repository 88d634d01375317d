-- procedure: one row a placement of a line by the infusion provider or in a hospital, with how it ended.
select
  'K' || cast(l.line_row + {first} as varchar) as procedure_id,
  'M' || lpad(cast(c.member as varchar), 9, '0') as member_id,
  'P' || lpad(cast(c.member as varchar), 9, '0') as person_id,
  date '1970-01-01' + cast(l.placed as integer) as procedure_date,
  'hcpcs' as normalized_code_type,
  case when l.by_provider then 'S5522' else '36573' end as normalized_code,
  case when l.reason = 3 then 'failed' when l.by_provider then 'completed' end as outcome,
  case when l.reason = 3 then 'the vein could not be reached' end as outcome_reason,
  'synthetic' as data_source
from d_line as l
join d_course as c on c.course_row = l.course_row
where l.line = 3
