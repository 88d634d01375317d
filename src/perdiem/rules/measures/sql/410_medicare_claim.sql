-- medicare_claim: one row a claim that Medicare fee-for-service has to pay first.
select distinct claim_key
from in_other_payer
where payer_responsibility_code = 'P' and claim_filing_indicator_code in ('MA', 'MB')
