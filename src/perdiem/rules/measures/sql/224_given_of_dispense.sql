-- given_of_dispense: one row a dispense that doses name, with the doses given of it, and those before it was sent.
select
  x.dispense_id,
  sum(case when x.day >= s.day then x.doses else 0 end) as given,
  sum(case when x.day < s.day then x.doses else 0 end) as too_early
from dose as x
join sent as s on s.dispense_id = x.dispense_id
where x.is_given
group by x.dispense_id
