-- administration: one row a day with doses given, and one a day with doses missed.
select
  'G' || cast(c.course as varchar) || '-' || cast(d.number as varchar) || k.mark as administration_id,
  'M' || lpad(cast(c.member as varchar), 9, '0') as member_id,
  date '1970-01-01' + cast(d.day as integer) as administration_date,
  t.drug_code as hcpcs_code,
  t.per_diem_code,
  case when k.mark = 'g' then least(24, d.due * 2) end as infusion_hours,
  'O' || cast(c.course as varchar) as prescription_id,
  'X' || cast(c.course as varchar) || '-' || cast(d.number // 7 + 1 as varchar) as dispense_id,
  case when k.mark = 'g' then d.due - d.missed else d.missed end as doses,
  case when k.mark = 'g' then 'completed' else 'not_done' end as status,
  case when k.mark = 'm' then case when d.in_hospital then 'in hospital' else 'missed' end end as status_reason,
  case when c.is_suite then '49' else '12' end as place_of_service_code,
  s.site_npi
from d_day as d
join (values ('g'), ('m')) as k (mark) on (k.mark = 'g' and d.due > d.missed) or (k.mark = 'm' and d.missed > 0)
join d_course as c on c.course_row = d.course_row
join r_therapy as t on t.number = c.therapy
join r_site as s on s.site = c.site
where not d.is_stopped
