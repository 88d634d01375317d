-- authorization: one row an authorization number: how it stands over all its requests and items.
select
  authorization_number,
  min(member_id) as member_id,
  min(asked_date) as requested_date,
  case when not bool_or(status = 'pended') then max(decided_date) end as decided_date,
  arg_min(requested_by_npi, request_order) as requested_by_npi,
  case
    when bool_or(status = 'approved') then 'approved'
    when bool_or(status = 'pended') then 'pended'
    when bool_or(status = 'denied') then 'denied'
    else 'cancelled'
  end as status,
  min(requested_at) as requested_at,
  case when not bool_or(status = 'pended') then max(decided_at) end as decided_at,
  arg_min(priority, request_order) as priority,
  arg_max(decision_reason, request_order) as decision_reason,
  bool_or(kind = 'appeal') as is_appealed,
  bool_or(is_extended) as is_extended
from decided_item
where status <> 'not_required'
group by authorization_number
