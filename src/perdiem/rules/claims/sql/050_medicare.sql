-- medicare: one row a claim whose first payor is Medicare fee-for-service, and whether Medicare has decided.
select
  p.claim_key,
  max(p.remittance_date) as decided_date,
  bool_or(p.remittance_date is not null or p.paid_amount is not null or l.claim_key is not null) as has_decided
from in_other_payer as p
left join (select distinct claim_key, payer_id from in_other_payer_line) as l
  on l.claim_key = p.claim_key and l.payer_id = p.payer_id
where p.payer_responsibility_code = 'P' and p.claim_filing_indicator_code in ('MA', 'MB')
group by p.claim_key
