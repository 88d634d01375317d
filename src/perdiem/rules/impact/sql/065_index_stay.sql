-- grain: one stay of the readmission measures that ended in the book's days: whether it is followed for 30 days and an
-- unplanned return came, and what that return was allowed
select
  i.encounter_id, i.member_id, i.is_pn, i.is_followed,
  i.is_followed * i.is_back as is_back,
  coalesce(s.to_enteral, 0) as is_enteral,
  case when i.is_followed * i.is_back = 1 then r.allowed end as return_allowed,
  case when i.is_followed * i.is_back = 1 then r.is_related end as is_return_related
from in_index_stay as i
left join stay as s on s.encounter_id = i.encounter_id
left join stay as r on r.encounter_id = i.return_encounter
where i.discharged between (select first_day from book_days) and (select last_day from book_days)
