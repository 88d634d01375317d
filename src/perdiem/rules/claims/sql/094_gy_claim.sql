-- gy_claim: one row a claim with some lines marked GY and others not, where a version of the contract asks about it.
select l.claim_key, true as is_mixed
from line as l
join modifiers as q on q.modifier_set = l.modifier_set
cross join (select count(*) as versions from c_version where gy_whole_claim) as w
where w.versions > 0
group by l.claim_key
having bool_or(q.has_gy) and not bool_and(q.has_gy)
