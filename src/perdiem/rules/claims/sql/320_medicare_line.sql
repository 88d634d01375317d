-- medicare_line: one row a line that Medicare decided before, with what Medicare allowed on it, where the contract lets
-- that bound what it allows: the claim's allowed amount for a claim of one line, else paid plus the member's part.
with bounded as (
  select l.member_key, l.seq, l.claim_key, l.claim_line_number
  from line_fact as l
  join c_version as v on v.contract_version = l.contract_version
  where v.medicare_allowed_bounds and l.is_medicare_primary and l.has_medicare_decided
),
payer as (
  select claim_key, payer_id, max(allowed_amount) as allowed_amount
  from in_other_payer
  where payer_responsibility_code = 'P' and claim_filing_indicator_code in ('MA', 'MB')
  group by claim_key, payer_id
),
size as (
  select l.claim_key, count(*) as lines
  from line_fact as l
  join (select distinct claim_key from bounded) as b on b.claim_key = l.claim_key
  group by l.claim_key
),
member_part as (
  select claim_key, claim_line_number, payer_id, sum(amount) as amount
  from in_other_payer_adjustment
  where group_code = 'PR' and claim_line_number is not null
  group by claim_key, claim_line_number, payer_id
),
paid as (
  select claim_key, claim_line_number, payer_id, sum(paid_amount) as amount
  from in_other_payer_line
  group by claim_key, claim_line_number, payer_id
)
select
  b.member_key,
  b.seq,
  case
    when z.lines = 1 and y.allowed_amount is not null then y.allowed_amount
    when d.claim_key is not null
      then cast(coalesce(d.amount, 0) + coalesce(m.amount, cast(0 as decimal(18, 2))) as decimal(18, 2))
  end as allowed_amount
from bounded as b
join payer as y on y.claim_key = b.claim_key
join size as z on z.claim_key = b.claim_key
left join paid as d
  on d.claim_key = b.claim_key and d.claim_line_number = b.claim_line_number and d.payer_id = y.payer_id
left join member_part as m
  on m.claim_key = b.claim_key and m.claim_line_number = b.claim_line_number and m.payer_id = y.payer_id
