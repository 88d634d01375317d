-- grain: one day of one member at home or in the suite with a catheter reopened, or with a PICC placed, with what its lines
-- were allowed: kit, drug and visits of that day, or the PICC's own codes
with treated as (
  select distinct member_id, first_day as day
  from coded_line
  where setting in ('home', 'suite') and kind in ('de_clotting_kit', 'de_clotting_drug')
)
select l.member_id, l.first_day as day, 'de_clotting' as service, sum(l.allowed) as allowed
from coded_line as l
join treated as t on t.member_id = l.member_id and t.day = l.first_day
where l.setting in ('home', 'suite') and l.kind in ('de_clotting_kit', 'de_clotting_drug', 'nursing')
group by l.member_id, l.first_day
union all
select member_id, first_day, 'picc', sum(allowed)
from coded_line
where setting in ('home', 'suite') and kind = 'home_picc'
group by member_id, first_day
