-- replacement: one row a claim that a later claim of frequency 7 or 8 replaces or takes back, and that later claim.
with later as (
  select distinct
    member_key,
    billing_npi as npi,
    claim_key,
    claim_id,
    payer_claim_control_number,
    coalesce(received_date, date '9999-12-31') as received
  from line
  where frequency in ('7', '8') and billing_npi is not null
),
earlier as (
  select distinct
    l.member_key,
    l.billing_npi as npi,
    l.claim_key,
    l.claim_id,
    l.clearinghouse_claim_number,
    coalesce(l.received_date, date '9999-12-31') as received,
    concat('P', upper(substr(md5(concat(
      coalesce(l.billing_npi, ''), '|', coalesce(l.member_id, ''), '|', l.claim_id, '|', l.frequency, '|',
      coalesce(cast(l.received_date as varchar), '')
    )), 1, 15))) as payer_claim_number
  from line as l
  join (select distinct member_key from later) as m on m.member_key = l.member_key
)
select
  e.claim_key as earlier_key,
  r.claim_key as later_key,
  e.received as earlier_received
from earlier as e
join later as r
  on r.member_key = e.member_key
  and r.npi = e.npi
where
  r.claim_key <> e.claim_key
  and (
    r.claim_id = e.claim_id
    or r.payer_claim_control_number = e.payer_claim_number
    or r.payer_claim_control_number = e.clearinghouse_claim_number
  )
  and (
    r.received > e.received
    or (r.received = e.received and r.claim_id > e.claim_id)
    or (r.received = e.received and r.claim_id = e.claim_id and r.claim_key > e.claim_key)
  )
