-- matched_claim: one row a claim of a remittance, with the NPI under which the book has a claim of its number; without
-- one where the book has none, or several and the payee is not among them.
with known as (
  select claim_id, min(npi) as npi, count(*) as providers
  from (select distinct claim_id, npi from expected_line) as provider
  group by claim_id
)
select
  c.payment_key,
  c.claim_position,
  c.claim_id,
  c.paid_amount,
  coalesce(p.payee_npi, '') as payee_npi,
  case
    when e.npi is not null then e.npi
    when k.providers = 1 and (p.payee_npi is null or k.npi = '') then k.npi
  end as npi
from remitted_claim as c
join remitted_payment as p on p.payment_key = c.payment_key
left join known as k on k.claim_id = c.claim_id
left join (select distinct claim_id, npi from expected_line) as e on e.claim_id = c.claim_id and e.npi = p.payee_npi
