-- eligibility: one row a member, covered throughout.
select
  'M' || lpad(cast(m.member as varchar), 9, '0') as member_id,
  'P' || lpad(cast(m.member as varchar), 9, '0') as person_id,
  date '2024-01-01' as enrollment_start_date,
  s.payer,
  s.line_of_business as payer_type,
  s.payer || ' ' || s.contract_id as plan,
  s.line_of_business,
  m.is_medicare_primary,
  s.state,
  date '1970-01-01' + cast(m.birth_day as integer) as birth_date
from d_member as m
join r_site as s on s.site = m.site
