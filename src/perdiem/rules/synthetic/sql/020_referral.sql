-- referral: one row a patient referred for a therapy.
select
  'R' || cast(r.course as varchar) as referral_id,
  'M' || lpad(cast(r.member as varchar), 9, '0') as member_id,
  'P' || lpad(cast(r.member as varchar), 9, '0') as person_id,
  s.payer,
  s.line_of_business,
  date '1970-01-01' + cast(r.referral_day as integer) as referral_date,
  case when r.decline_reason = '' then 'accepted' else 'declined' end as decision,
  date '1970-01-01' + cast(r.decision_day as integer) as decision_date,
  nullif(r.decline_reason, '') as decline_reason,
  t.therapy,
  date '1970-01-01' + cast(c.day as integer) as start_of_care_date,
  s.site_npi
from d_referral as r
join r_site as s on s.site = r.site
join r_therapy as t on t.number = r.therapy
left join d_course as c on c.course = r.course
