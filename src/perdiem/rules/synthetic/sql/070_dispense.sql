-- dispense: one row a course and week: the doses due in it as ordered at first; none for weeks after an early stop.
with week as (
  select d.course_row, d.number // 7 as week, sum(d.due) as doses, count(*) as days
  from d_day as d
  join d_course as c on c.course_row = d.course_row
  where (d.number // 7) * 7 < c.days
  group by d.course_row, d.number // 7
)
select
  'X' || cast(c.course as varchar) || '-' || cast(w.week + 1 as varchar) as dispense_id,
  'O' || cast(c.course as varchar) as prescription_id,
  'M' || lpad(cast(c.member as varchar), 9, '0') as member_id,
  date '1970-01-01' + cast(c.day + w.week * 7 as integer) as dispense_date,
  t.drug_code as hcpcs_code,
  t.per_diem_code,
  w.doses as doses_dispensed,
  w.days as days_supply,
  w.doses * t.units_a_dose as quantity,
  'UN' as unit,
  cast(w.doses * t.units_a_dose * a.amount as decimal(18, 2)) as cost_amount,
  s.site_npi
from week as w
join d_course as c on c.course_row = w.course_row
join r_therapy as t on t.number = c.therapy
join r_site as s on s.site = c.site
left join r_amount as a on a.code = t.drug_code
where w.doses > 0
