-- standing_line: one row a line of a claim that stands: neither takes one back nor is replaced, and can be compared.
select b.*
from billed_line as b
left join replaced as r on r.claim_key = b.claim_key
where b.pid is not null and b.site is not null and b.first_day is not null and b.frequency <> '8' and r.claim_key is null
