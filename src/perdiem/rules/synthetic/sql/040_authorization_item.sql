-- authorization_item: one row a component of a request: the drug, the per diem, nursing; and the same of a second
-- therapy beside it, approved with it.
with asked as (
  select
    i.request_row,
    q.course as authorization_course,
    r.member,
    r.site,
    r.therapy,
    i.component,
    i.decided,
    i.is_denied,
    i.was_denied,
    q.requested,
    coalesce(c.day, r.referral_day) as day,
    coalesce(c.planned, r.days) as days,
    row_number() over (partition by q.course order by i.component) as item_number
  from d_item as i
  join d_request as q on q.request_row = i.request_row
  join d_referral as r on r.course = q.course
  left join d_course as c on c.course = q.course
),
beside as (
  select
    null as request_row,
    c.parent as authorization_course,
    c.member,
    c.billed_site as site,
    c.therapy,
    k.component,
    q.decided,
    false as is_denied,
    false as was_denied,
    q.requested,
    c.day,
    c.planned as days,
    4 + k.component as item_number
  from d_course as c
  join d_request as q on q.course = c.parent
  cross join (values (0), (1)) as k (component)
  where c.is_second
),
both_kinds as (
  select * from asked
  union all
  select * from beside
)
select
  'A' || cast(b.authorization_course as varchar) as authorization_number,
  b.item_number,
  'M' || lpad(cast(b.member as varchar), 9, '0') as member_id,
  case b.component when 0 then t.drug_code when 1 then t.per_diem_code else '99601' end as hcpcs_code,
  date '1970-01-01' + cast(b.day as integer) as start_date,
  date '1970-01-01' + cast(b.day + b.days + 60 as integer) as end_date,
  case when b.is_denied then 'denied' else 'approved' end as status,
  cast(timestamp '1970-01-01' + to_minutes(cast(b.requested as bigint)) as date) as requested_date,
  timestamp '1970-01-01' + to_minutes(cast(b.requested as bigint)) as requested_at,
  cast(timestamp '1970-01-01' + to_minutes(cast(b.decided as bigint)) as date) as decided_date,
  timestamp '1970-01-01' + to_minutes(cast(b.decided as bigint)) as decided_at,
  case
    when b.is_denied then 'not medically necessary'
    when b.was_denied then 'denied at first, approved on appeal'
  end as decision_reason,
  case b.component when 0 then 'drug' when 1 then 'per_diem' else 'nursing' end as component,
  b.component = 0 as is_drug
from both_kinds as b
join r_therapy as t on t.number = b.therapy
