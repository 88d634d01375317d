-- repeated: one row a line that bills again, on another claim, what an earlier claim bills. Lines that differ in their
-- modifiers, such as SH and SJ, are not the same; nor are two lines of one claim.
with standing as (
  select b.*
  from billed_line as b
  left join replaced as r on r.claim_key = b.claim_key
  where b.pid is not null and b.site is not null and b.first_day is not null and b.frequency <> '8' and r.claim_key is null
),
suspected as (
  select pid, code, first_day
  from standing
  group by pid, code, first_day
  having min(claim_key) <> max(claim_key)
),
compared as (
  select b.*
  from standing as b
  join suspected as s on s.pid = b.pid and s.code = b.code and s.first_day = b.first_day
)
select
  line_id
from (
  select
    line_id,
    claim_key,
    min(claim_key) over (partition by pid, site, code, modifiers, first_day, last_day, units, ndc) as kept_claim
  from compared
) as c
where claim_key > kept_claim
