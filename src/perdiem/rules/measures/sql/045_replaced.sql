-- replaced: one row a claim that a later claim of frequency 7 or 8 replaces or takes back.
with claim as (
  select distinct
    b.pid, b.site, b.claim_key, b.frequency, l.claim_id, l.payer_claim_control_number, l.clearinghouse_claim_number,
    coalesce(l.received_date, date '9999-12-31') as received
  from billed_line as b
  join (
    select distinct pid from billed_line where frequency in ('7', '8') and site is not null and pid is not null
  ) as m on m.pid = b.pid
  join in_claim_line as l on l.claim_key = b.claim_key and l.claim_line_number = b.claim_line_number
)
select distinct e.claim_key
from claim as e
join claim as r on r.pid = e.pid and r.site = e.site
where
  r.frequency in ('7', '8')
  and r.claim_key <> e.claim_key
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
