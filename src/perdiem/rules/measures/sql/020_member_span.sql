-- member_span: one row a span of coverage of one person.
select
  p.pid,
  e.member_id,
  e.enrollment_start_date as first_day,
  coalesce(e.enrollment_end_date, date '9999-12-31') as last_day,
  e.payer,
  e.line_of_business,
  e.is_medicare_primary,
  e.birth_date
from in_eligibility as e
join member_person as p on p.member_id = e.member_id
where e.enrollment_start_date <= coalesce(e.enrollment_end_date, date '9999-12-31')
