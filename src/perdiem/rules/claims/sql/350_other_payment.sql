-- other_payment: one row a line with an allowed amount that another payor paid on before, with that payment. A payment
-- on the claim alone is taken up by its lines in their order, as far as their allowed amount.
with by_line as (
  select claim_key, claim_line_number, payer_id, sum(paid_amount) as amount
  from in_other_payer_line
  where paid_amount is not null
  group by claim_key, claim_line_number, payer_id
),
by_claim as (
  select p.claim_key, sum(p.paid_amount) as amount
  from in_other_payer as p
  left join (select distinct claim_key, payer_id from by_line) as l
    on l.claim_key = p.claim_key and l.payer_id = p.payer_id
  where p.paid_amount is not null and l.claim_key is null
  group by p.claim_key
),
line as (
  select a.member_key, a.seq, f.claim_key, f.claim_line_number, a.allowed_amount
  from line_allowed as a
  join line_fact as f on f.member_key = a.member_key and f.seq = a.seq
  join (select claim_key from by_line union select claim_key from by_claim) as o on o.claim_key = f.claim_key
),
taken as (
  select
    l.*,
    c.amount as claim_amount,
    coalesce(sum(l.allowed_amount) over (
      partition by l.claim_key order by l.claim_line_number nulls last rows between unbounded preceding and 1 preceding
    ), 0) as allowed_before
  from line as l
  left join by_claim as c on c.claim_key = l.claim_key
)
select
  t.member_key,
  t.seq,
  cast(
    coalesce(d.amount, 0)
    + case
      when t.claim_amount is null then 0
      else least(t.allowed_amount, greatest(t.claim_amount - t.allowed_before, 0))
    end as decimal(18, 2)
  ) as amount
from taken as t
left join (
  select claim_key, claim_line_number, sum(amount) as amount from by_line group by claim_key, claim_line_number
) as d on d.claim_key = t.claim_key and d.claim_line_number = t.claim_line_number
