-- grain: one day of one member in hospital outpatient with a drug or an infusion, or with a PICC placed, with what that was
-- allowed, and whether the member was in an emergency room or admitted on that day or the next
with acute as (
  select distinct member_id, first_day as day from coded_line where setting in ('emergency', 'inpatient')
),
given as (
  select
    member_id,
    first_day as day,
    case when kind = 'facility_picc' then 'picc' else 'infusion' end as service,
    sum(allowed) as allowed
  from coded_line
  where setting = 'hospital' and kind in ('facility_picc', 'facility_infusion', 'drug')
  group by member_id, first_day, case when kind = 'facility_picc' then 'picc' else 'infusion' end
)
select
  g.member_id, g.day, g.service, g.allowed,
  max(case when a.day is not null then 1 else 0 end) as is_acute_after
from given as g
left join acute as a on a.member_id = g.member_id and a.day between g.day and g.day + 1
group by g.member_id, g.day, g.service, g.allowed
