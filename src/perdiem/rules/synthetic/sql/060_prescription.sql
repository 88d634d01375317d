-- prescription: one row a course; an order that ended early has the doses until then.
with due as (
  select course_row, sum(due) as doses from d_day where not is_stopped group by course_row
)
select
  'O' || cast(c.course as varchar) as prescription_id,
  'M' || lpad(cast(c.member as varchar), 9, '0') as member_id,
  t.drug_code as hcpcs_code,
  t.per_diem_code,
  date '1970-01-01' + cast(c.day as integer) as start_date,
  date '1970-01-01' + cast(c.day + c.days - 1 as integer) as end_date,
  t.interval_hours as dose_interval_hours,
  d.doses as doses_ordered,
  s.site_npi
from d_course as c
join r_therapy as t on t.number = c.therapy
join r_site as s on s.site = c.site
join due as d on d.course_row = c.course_row
