-- payment: one row a payment. What reversals bring below 0 is a debt; it goes forward to the payee's next payment that
-- is not 0 (X12's interpretation 738). With the sums T of a payee's payments so far and an earlier debt D, the debt
-- after each is the greatest of D and all T so far, less T.
with debt as (
  select p.payee_npi, p.payee_tin, -sum(a.amount) as amount, max(a.reference) as reference
  from earlier_provider_adjustment as a
  join earlier_payment as p on p.payment_key = a.payment_key
  where a.reason_code = 'FB'
  group by p.payee_npi, p.payee_tin
  having sum(a.amount) < 0
),
total as (
  select
    e.payment_number, e.payee, e.part, e.payee_npi, e.payee_tin,
    count(*) as claim_count, sum(c.paid_amount) as claims_amount
  from numbered_entry as e
  join payment_claim as c on c.payment_number = e.payment_number and c.claim_position = e.claim_position
  group by e.payment_number, e.payee, e.part, e.payee_npi, e.payee_tin
),
payee_name as (
  select e.payee, min(c.billing_name) as payee_name
  from numbered_entry as e
  join settled_claim as c on c.claim_key = e.claim_key
  group by e.payee
),
so_far as (
  select
    t.*,
    coalesce(d.amount, 0) as debt,
    d.reference as debt_reference,
    sum(t.claims_amount) over (partition by t.payee order by t.part) as paid_so_far
  from total as t
  left join debt as d
    on d.payee_npi is not distinct from t.payee_npi and d.payee_tin is not distinct from t.payee_tin
),
carried as (
  select
    s.*,
    greatest(s.debt, max(s.paid_so_far) over (partition by s.payee order by s.part)) - s.paid_so_far as debt_after
  from so_far as s
),
chained as (
  select
    c.*,
    lag(c.debt_after, 1, c.debt) over (partition by c.payee order by c.part) as debt_before,
    max(case when c.claims_amount <> 0 then c.payment_number end) over (
      partition by c.payee order by c.part rows between unbounded preceding and 1 preceding
    ) as number_before
  from carried as c
)
select
  c.payment_number,
  c.payee_npi,
  c.payee_tin,
  n.payee_name,
  f.payment_date,
  cast(f.first_trace_number + c.payment_number - 1 as varchar) as trace_number,
  c.claim_count,
  cast(c.claims_amount as decimal(18, 2)) as claims_amount,
  cast(case when c.claims_amount = 0 then 0 else c.debt_before end as decimal(18, 2)) as recovered_amount,
  case
    when c.claims_amount = 0 or c.debt_before = 0 then null
    when c.number_before is null then c.debt_reference
    else cast(f.first_trace_number + c.number_before - 1 as varchar)
  end as recovered_reference,
  cast(case when c.claims_amount = 0 then 0 else c.debt_after end as decimal(18, 2)) as forwarded_amount,
  cast(
    c.claims_amount - case when c.claims_amount = 0 then 0 else c.debt_before - c.debt_after end as decimal(18, 2)
  ) as payment_amount
from chained as c
join payee_name as n on n.payee = c.payee
cross join payment_facts as f
order by c.payment_number
