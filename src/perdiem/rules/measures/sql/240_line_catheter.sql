-- line_catheter: one row a device that lay, with its first and last day in the data.
select
  k.catheter_id,
  k.member_id,
  coalesce(p.pid, k.member_id) as pid,
  k.line_type,
  k.site_npi as site,
  k.placed_date as first_day,
  least(coalesce(k.removed_date, s.data_end), s.data_end) as last_day
from in_catheter as k
cross join setting as s
left join member_person as p on p.member_id = k.member_id
where coalesce(k.is_insertion_successful, true)
