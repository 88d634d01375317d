-- standing_remittance: one row a claim of an earlier remittance that no reversal has taken back, the latest first.
-- As many of a claim's latest ones stand as it has more of them than reversals.
with earlier as (
  select
    c.payment_key,
    c.claim_position,
    c.payer_claim_control_number as payer_claim_number,
    coalesce(c.claim_status_code, '') = '22' as is_reversal,
    p.payment_date
  from earlier_claim as c
  join earlier_payment as p on p.payment_key = c.payment_key
  where c.payer_claim_control_number in (select payer_claim_number from settled_claim)
),
counted as (
  select
    payer_claim_number,
    count(*) filter (where not is_reversal) - count(*) filter (where is_reversal) as standing
  from earlier
  group by payer_claim_number
),
ranked as (
  select
    payment_key,
    claim_position,
    payer_claim_number,
    row_number() over (
      partition by payer_claim_number
      order by payment_date desc nulls last, payment_key desc nulls last, claim_position desc nulls last
    ) as place
  from earlier
  where not is_reversal
)
select r.payment_key, r.claim_position, r.payer_claim_number, r.place
from ranked as r
join counted as c on c.payer_claim_number = r.payer_claim_number
where r.place <= c.standing
