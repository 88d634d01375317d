-- authorization: one row a request; an item denied for good makes the whole denied.
select
  'A' || cast(q.course as varchar) as authorization_number,
  'M' || lpad(cast(r.member as varchar), 9, '0') as member_id,
  cast(timestamp '1970-01-01' + to_minutes(cast(q.requested as bigint)) as date) as requested_date,
  cast(timestamp '1970-01-01' + to_minutes(cast(q.decided as bigint)) as date) as decided_date,
  s.site_npi as requested_by_npi,
  case when q.is_denied then 'denied' else 'approved' end as status,
  timestamp '1970-01-01' + to_minutes(cast(q.requested as bigint)) as requested_at,
  timestamp '1970-01-01' + to_minutes(cast(q.decided as bigint)) as decided_at,
  case when q.is_expedited then 'expedited' else 'standard' end as priority,
  case when q.is_denied then 'not medically necessary' end as decision_reason,
  q.is_appealed,
  q.is_extended
from d_request as q
join d_referral as r on r.course = q.course
join r_site as s on s.site = r.site
