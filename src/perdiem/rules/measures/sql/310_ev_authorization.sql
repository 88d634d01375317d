-- ev_authorization: one row an item that authorization was asked for, or a request without items, with its decision.
with items as (
  select
    concat(i.authorization_number, '/', cast(i.item_number as varchar)) as unit_id,
    i.member_id,
    i.hcpcs_code,
    i.billing_npi as site,
    i.status,
    coalesce(i.requested_date, h.requested_date, cast(i.requested_at as date), cast(h.requested_at as date), i.start_date) as asked_day,
    coalesce(i.requested_date, h.requested_date, cast(i.requested_at as date), cast(h.requested_at as date)) as requested_day,
    coalesce(i.decided_date, h.decided_date, cast(i.decided_at as date), cast(h.decided_at as date)) as decided_day,
    coalesce(i.requested_at, h.requested_at) as requested_at,
    coalesce(i.decided_at, h.decided_at) as decided_at,
    coalesce(h.priority, 'standard') as priority,
    coalesce(i.decision_reason, h.decision_reason) as reason,
    coalesce(h.is_extended, false) as is_extended,
    coalesce(i.component, case when i.is_drug then 'drug' end, c.component, 'other') as component,
    c.category as therapy,
    coalesce(c.is_therapy, false) as is_therapy
  from in_authorization_item as i
  left join in_authorization as h on h.authorization_number = i.authorization_number
  left join m_code as c on c.code = i.hcpcs_code
  union all
  select
    h.authorization_number,
    h.member_id,
    cast(null as varchar),
    h.requested_by_npi,
    coalesce(h.status, 'pended'),
    coalesce(h.requested_date, cast(h.requested_at as date), h.decided_date),
    coalesce(h.requested_date, cast(h.requested_at as date)),
    coalesce(h.decided_date, cast(h.decided_at as date)),
    h.requested_at,
    h.decided_at,
    coalesce(h.priority, 'standard'),
    h.decision_reason,
    coalesce(h.is_extended, false),
    'whole request',
    cast(null as varchar),
    false
  from in_authorization as h
  where not exists (select 1 from in_authorization_item as i where i.authorization_number = h.authorization_number)
),
timed as (
  select
    *,
    case
      when requested_at is not null and decided_at is not null then date_diff('minute', requested_at, decided_at)
    end as minutes,
    date_diff('day', requested_day, decided_day) as whole_days
  from items
)
select
  t.unit_id,
  coalesce(p.pid, t.member_id) as pid,
  t.member_id,
  t.asked_day as evidence_date,
  t.site,
  case when t.is_therapy then t.therapy end as therapy,
  cast(null as varchar) as payer,
  cast(null as varchar) as line_of_business,
  cast(null as date) as birth_date,
  t.component as category,
  t.component,
  t.status,
  t.priority,
  t.reason,
  t.is_extended,
  t.requested_day,
  t.decided_day,
  coalesce(t.minutes, t.whole_days * 1440) as minutes_taken,
  t.minutes is not null as is_timed,
  t.whole_days,
  case
    when t.decided_day is null then false
    when t.priority = 'standard' then t.whole_days <= s.standard_days
    when t.minutes is not null then t.minutes <= s.expedited_hours * 60
    else t.whole_days * 24 < s.expedited_hours
  end as is_in_time,
  case
    when t.requested_day is null then 'not known when it was asked'
    when t.is_extended then 'time was extended'
    when t.decided_day is null and t.status <> 'pended' then 'not known when it was decided'
    when t.decided_day is null and t.priority = 'standard' and date_diff('day', t.requested_day, s.data_end) <= s.standard_days
      then 'not decided, and still in time'
    when t.decided_day is null and t.priority <> 'standard' and date_diff('day', t.requested_day, s.data_end) * 24 <= s.expedited_hours
      then 'not decided, and still in time'
    when t.decided_day is not null and t.priority <> 'standard' and t.minutes is null
      and t.whole_days * 24 >= s.expedited_hours and (t.whole_days - 1) * 24 < s.expedited_hours
      then 'the hours decide and are not recorded'
  end as clock_gap,
  case
    when t.status = 'cancelled' then 'taken back'
    when t.decided_day < t.requested_day or t.minutes < 0 then 'decided before it was asked'
  end as excluded
from timed as t
cross join setting as s
left join member_person as p on p.member_id = t.member_id
