-- repeated: one row a line that bills again, on another claim, what an earlier claim bills. Lines that differ in their
-- modifiers, such as SH and SJ, are not the same; nor are two lines of one claim.
with suspected as (  -- few, so that only their lines have to be put in order
  select pid, code, first_day
  from standing_line
  group by pid, code, first_day
  having count(*) > 1
)
select
  claim_key,
  claim_line_number
from (
  select
    b.claim_key,
    b.claim_line_number,
    min(b.claim_key) over (
      partition by b.pid, b.site, b.code, b.modifiers, b.first_day, b.last_day, b.units, b.ndc
    ) as kept_claim
  from standing_line as b
  join suspected as s on s.pid = b.pid and s.code = b.code and s.first_day = b.first_day
) as c
where claim_key > kept_claim
