-- dose: one row an administration, with the order and the dispense that it belongs to. One that names no order goes to
-- the only order of the patient that asks for its drug on that day; where there are several, or none, to no order.
with given as (
  select
    a.administration_id,
    a.member_id,
    coalesce(p.pid, a.member_id) as pid,
    a.administration_date as day,
    a.hcpcs_code,
    a.per_diem_code,
    a.prescription_id,
    a.dispense_id,
    a.site_npi as site,
    a.place_of_service_code as place,
    coalesce(a.doses, 1) as doses,
    coalesce(a.status, 'completed') as status
  from in_administration as a
  left join member_person as p on p.member_id = a.member_id
),
guessed as (
  select
    g.administration_id,
    min(o.prescription_id) as prescription_id,
    count(*) as orders
  from given as g
  join order_days as o
    on o.member_id = g.member_id
    and o.first_day <= g.day
    and o.last_day >= g.day
    and (g.hcpcs_code is null or o.hcpcs_code is null or o.hcpcs_code = g.hcpcs_code)
    and (g.per_diem_code is null or o.per_diem_code is null or o.per_diem_code = g.per_diem_code)
  where g.prescription_id is null
  group by g.administration_id
)
select
  g.administration_id,
  g.member_id,
  g.pid,
  g.day,
  g.hcpcs_code,
  g.dispense_id,
  g.site,
  g.place,
  g.doses,
  g.status,
  coalesce(g.prescription_id, case when u.orders = 1 then u.prescription_id end) as prescription_id,
  case
    when g.prescription_id is not null or u.orders = 1 then null
    when u.orders > 1 then 'fits several orders'
    else 'fits no order'
  end as unplaced
from given as g
left join guessed as u on u.administration_id = g.administration_id
