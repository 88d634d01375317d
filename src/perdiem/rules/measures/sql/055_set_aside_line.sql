-- set_aside_line: one row a line that does not count, with the reason.
select
  b.claim_key,
  b.claim_line_number,
  case
    when b.frequency = '8' then 'takes back a claim'
    when r.claim_key is not null then 'replaced or taken back by a later claim'
    when d.claim_key is not null then 'billed before on another claim'
    when b.pid is null then 'no member'
    when b.first_day is null then 'no day of service'
    else 'ends before it begins'
  end as excluded
from billed_line as b
left join replaced as r on r.claim_key = b.claim_key
left join repeated as d on d.claim_key = b.claim_key and d.claim_line_number = b.claim_line_number
where
  b.frequency = '8' or r.claim_key is not null or d.claim_key is not null
  or b.pid is null or b.first_day is null or b.last_day < b.first_day
