-- ev_referral: one row a referral.
select
  r.referral_id as unit_id,
  coalesce(r.person_id, p.pid, r.member_id) as pid,
  r.member_id,
  r.referral_date as evidence_date,
  r.site_npi as site,
  r.therapy,
  r.payer,
  r.line_of_business,
  cast(null as date) as birth_date,
  r.decline_reason as category,
  r.decision,
  r.decline_reason,
  date_diff('day', r.referral_date, r.start_of_care_date) as days_to_start,
  case when r.start_of_care_date < r.referral_date then 'care began before the referral' end as excluded
from in_referral as r
left join member_person as p on p.member_id = r.member_id
