-- replaced: one row a claim that a later claim of frequency 7 or 8 replaces or takes back.
with later as (
  select distinct pid, site, claim_key, claim_id, payer_claim_control_number, coalesce(received_date, date '9999-12-31') as received
  from billed_line
  where frequency in ('7', '8') and site is not null and pid is not null
),
earlier as (
  select distinct b.pid, b.site, b.claim_key, b.claim_id, b.clearinghouse_claim_number, coalesce(b.received_date, date '9999-12-31') as received
  from billed_line as b
  join (select distinct pid from later) as m on m.pid = b.pid
)
select distinct e.claim_key
from earlier as e
join later as r on r.pid = e.pid and r.site = e.site
where
  r.claim_key <> e.claim_key
  and (
    r.claim_id = e.claim_id
    or r.payer_claim_control_number = e.claim_id
    or r.payer_claim_control_number = e.clearinghouse_claim_number
  )
  and (
    r.received > e.received
    or (r.received = e.received and r.claim_id > e.claim_id)
    or (r.received = e.received and r.claim_id = e.claim_id and r.claim_key > e.claim_key)
  )
