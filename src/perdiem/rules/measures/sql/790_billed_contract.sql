-- billed_contract: one row a contract under which home infusion is billed in the period, and whether by S codes.
select c.contract, bool_or(c.has_s_code) as has_s_code
from counted_ev_claim as c
cross join setting as s
where c.contract is not null and c.evidence_date >= s.since and c.evidence_date <= s.until
group by c.contract
