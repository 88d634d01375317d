-- member_person: one row a member's number, with the person behind it; without one the number stands for the person.
select
  member_id,
  coalesce(min(person_id), member_id) as pid
from in_eligibility
group by member_id
