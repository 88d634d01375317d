-- grain: one day of one member in hospital outpatient with a drug or an infusion, or with a PICC placed, with what that was allowed
select
  member_id,
  first_day as day,
  case when kind = 'facility_picc' then 'picc' else 'infusion' end as service,
  sum(allowed) as allowed
from coded_line
where setting = 'hospital' and kind in ('facility_picc', 'facility_infusion', 'drug')
group by member_id, first_day, case when kind = 'facility_picc' then 'picc' else 'infusion' end
