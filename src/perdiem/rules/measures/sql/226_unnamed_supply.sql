-- unnamed_supply: one row a supply of which a dose was given that names no dispense of the book.
select distinct coalesce(
  'order ' || x.prescription_id, concat('drug ', x.member_id, ' ', coalesce(x.hcpcs_code, ''))
) as supply
from dose as x
left join sent as s on s.dispense_id = x.dispense_id
where x.is_given and s.dispense_id is null
