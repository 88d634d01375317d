-- outcome_report: one row a score that an enteral patient reported, at the start and at the end.
select
  'B' || cast(c.course as varchar) || '-' || cast(o.number as varchar) as report_id,
  'M' || lpad(cast(c.member as varchar), 9, '0') as member_id,
  date '1970-01-01' + cast(o.day as integer) as report_date,
  'PROMIS-10' as instrument,
  'global physical health' as measure,
  cast(o.score as decimal(18, 4)) as value,
  t.therapy,
  s.site_npi
from d_outcome as o
join d_course as c on c.course_row = o.course_row
join r_therapy as t on t.number = c.therapy
join r_site as s on s.site = c.site
