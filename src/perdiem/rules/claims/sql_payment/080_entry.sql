-- entry: one row a claim as a remittance names it, with its payee and its place there: claims in the order of receipt,
-- number and key, a reversal before what corrects it. A replaced claim that was remitted before is reversed only.
with kept as (
  select
    c.claim_key,
    c.payee_npi,
    c.payee_tin,
    c.received_date,
    c.claim_id,
    c.is_superseded,
    r.payment_key,
    r.claim_position as earlier_position
  from settled_claim as c
  left join held_claim as h on h.claim_key = c.claim_key
  left join remitted_before as r on r.claim_key = c.claim_key
  where h.claim_key is null
),
named as (
  select *, true as is_reversal from kept where payment_key is not null
  union all
  select *, false as is_reversal from kept where payment_key is null or not is_superseded
),
placed as (
  select
    *,
    dense_rank() over (order by payee_npi nulls last, payee_tin nulls last) as payee,
    row_number() over (
      partition by payee_npi, payee_tin
      order by received_date nulls last, claim_id nulls last, claim_key nulls last, is_reversal desc nulls last
    ) as place
  from named
)
select *, max(place) over (partition by claim_key) as last_place from placed
