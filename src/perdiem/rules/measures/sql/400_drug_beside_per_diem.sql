-- drug_beside_per_diem: one row a drug line on whose first day the person has a per diem of a therapy.
select distinct d.claim_key, d.claim_line_number
from line as d
join line as t on t.pid = d.pid and t.is_therapy and t.first_day <= d.first_day and t.last_day >= d.first_day
where d.is_drug and d.excluded is null and t.excluded is null
