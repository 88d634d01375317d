-- medicare: one row a claim whose first payor is Medicare fee-for-service, and whether and when Medicare has decided.
select
  p.claim_key,
  coalesce(max(p.remittance_date), max(l.remittance_date)) as decided_date,
  bool_or(p.remittance_date is not null or p.paid_amount is not null or coalesce(l.has_decided, false)) as has_decided
from in_other_payer as p
left join (
  select
    claim_key,
    payer_id,
    max(remittance_date) as remittance_date,
    bool_or(remittance_date is not null or paid_amount is not null) as has_decided
  from in_other_payer_line
  group by claim_key, payer_id
) as l on l.claim_key = p.claim_key and l.payer_id = p.payer_id
where p.payer_responsibility_code = 'P' and p.claim_filing_indicator_code in ('MA', 'MB')
group by p.claim_key
