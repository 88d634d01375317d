-- sent: one row a dispense, with the supply that it adds to: the order's, or the patient's of that drug.
select
  d.dispense_id,
  d.member_id,
  coalesce(p.pid, d.member_id) as pid,
  d.dispense_date as day,
  d.doses_dispensed as doses,
  d.days_supply,
  c.category as therapy,
  d.site_npi as site,
  coalesce('order ' || d.prescription_id, concat('drug ', d.member_id, ' ', coalesce(d.hcpcs_code, ''))) as supply
from in_dispense as d
left join member_person as p on p.member_id = d.member_id
left join m_code as c on c.code = d.per_diem_code
