-- told: one row a line of a claim, over all its payments: what was charged and paid in the end, and why not more.
with reasons as (
  select
    claim_id,
    npi,
    reference,
    string_agg(
      concat(group_code, ' ', reason_code, ' ', cast(cast(amount as decimal(18, 2)) as varchar)), ', '
      order by group_code nulls last, reason_code nulls last
    ) as reasons,
    sum(case when group_code = 'PR' then amount else cast(0 as decimal(18, 2)) end) as patient_amount
  from told_reason
  group by claim_id, npi, reference
),
line as (
  select
    claim_id,
    coalesce(npi, concat('?', payee_npi)) as npi,
    reference,
    max(code) as code,
    min(first_day) as first_day,
    sum(charge_amount) as charge_amount,
    sum(paid_amount) as paid_amount,
    count(distinct payment_key) as payments
  from told_line
  group by claim_id, coalesce(npi, concat('?', payee_npi)), reference
)
select
  l.*,
  coalesce(r.reasons, '') as reasons,
  coalesce(r.patient_amount, cast(0 as decimal(18, 2))) as patient_amount
from line as l
left join reasons as r on r.claim_id = l.claim_id and r.npi = l.npi and r.reference = l.reference
