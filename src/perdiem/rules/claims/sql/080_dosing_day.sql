-- dosing_day: one row a member, therapy code and first service day, with the longest interval between doses that an
-- order of that day asks for.
select
  l.member_id,
  l.code,
  l.first_day,
  max(o.dose_interval_hours) as dose_interval_hours
from line as l
join in_prescription as o
  on o.member_id = l.member_id
  and (o.per_diem_code is null or o.per_diem_code = l.code)
  and o.start_date <= l.first_day
  and coalesce(o.end_date, date '9999-12-31') >= l.first_day
join (select distinct code from c_kind where is_therapy) as t on t.code = l.code
where o.dose_interval_hours is not null
group by l.member_id, l.code, l.first_day
