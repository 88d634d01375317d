-- dose: one row an administration, with the order and the dispense that it belongs to. One that names no order goes to
-- the only order of the patient that asks for its drug on that day; where there are several, or none, to no order.
select
  a.administration_id,
  a.member_id,
  a.administration_date as day,
  a.hcpcs_code,
  a.dispense_id,
  a.site_npi as site,
  coalesce(a.doses, 1) as doses,
  coalesce(a.status, 'completed') in ('completed', 'partly') as is_given,
  coalesce(a.prescription_id, case when u.orders = 1 then u.prescription_id end) as prescription_id,
  case
    when a.prescription_id is not null or u.orders = 1 then null
    when u.orders > 1 then 'fits several orders'
    else 'fits no order'
  end as unplaced
from in_administration as a
left join guessed_order as u on u.administration_id = a.administration_id
