-- grain: one day of one member in an emergency room, with what its lines were allowed and paid
select
  member_id,
  first_day as day,
  sum(allowed) as allowed,
  sum(case when paid is not null and allowed > 0 then allowed end) as allowed_where_paid,
  sum(case when allowed > 0 then paid end) as paid
from coded_line
where setting = 'emergency'
group by member_id, first_day
