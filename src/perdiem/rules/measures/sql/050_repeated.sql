-- repeated: one row a line that bills again, on another claim, what an earlier claim bills. Lines that differ in their
-- modifiers, such as SH and SJ, are not the same; nor are two lines of one claim.
with groups as (
  select
    pid, site, code, modifiers, first_day, last_day, units, ndc,
    min(claim_key) as kept_claim
  from billed_line
  where pid is not null and site is not null and first_day is not null
    and frequency <> '8'
    and not exists (select 1 from replaced as r where r.claim_key = billed_line.claim_key)
  group by pid, site, code, modifiers, first_day, last_day, units, ndc
  having count(distinct claim_key) > 1
)
select b.line_id
from billed_line as b
join groups as g
  on g.pid = b.pid and g.site = b.site and g.code = b.code and g.modifiers = b.modifiers
  and g.first_day = b.first_day and g.last_day = b.last_day
  and (g.units = b.units or (g.units is null and b.units is null))
  and g.ndc = b.ndc
where b.claim_key > g.kept_claim
