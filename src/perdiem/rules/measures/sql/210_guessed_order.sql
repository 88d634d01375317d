-- guessed_order: one row an administration that names no order and fits one or more of the patient's, by its drug and day.
select
  a.administration_id,
  min(o.prescription_id) as prescription_id,
  count(*) as orders
from in_administration as a
join order_days as o
  on o.member_id = a.member_id
  and o.first_day <= a.administration_date
  and o.last_day >= a.administration_date
  and (a.hcpcs_code is null or o.hcpcs_code is null or o.hcpcs_code = a.hcpcs_code)
  and (a.per_diem_code is null or o.per_diem_code is null or o.per_diem_code = a.per_diem_code)
where a.prescription_id is null
group by a.administration_id
