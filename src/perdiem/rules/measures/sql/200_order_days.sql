-- order_days: one row an order, with the days that have passed of it by the end of the data and the doses due in them.
-- Doses are due evenly over the order's days where their number is given; else one every interval, from the first hour.
select
  o.prescription_id,
  o.member_id,
  coalesce(p.pid, o.member_id) as pid,
  o.hcpcs_code,
  o.per_diem_code,
  o.site_npi as site,
  c.category as therapy,
  o.start_date as first_day,
  o.end_date,
  least(coalesce(o.end_date, s.data_end), s.data_end) as last_day,
  case when o.end_date is not null and o.end_date >= o.start_date then date_diff('day', o.start_date, o.end_date) + 1 end as ordered_days,
  case
    when o.end_date is not null and o.doses_ordered > 0 then cast(floor(o.doses_ordered * 10000) as bigint)
  end as ordered_parts,
  case when o.dose_interval_hours > 0 then cast(floor(o.dose_interval_hours * 10000) as bigint) end as interval_parts
from in_prescription as o
cross join setting as s
left join member_person as p on p.member_id = o.member_id
left join m_code as c on c.code = o.per_diem_code
