-- component: one row a request and component (drug, service): how its items ended together, and when.
-- A request counts as denied where some of it was, as approved where all that needed a decision was approved.
select
  reporting_group,
  request_order,
  component,
  priority,
  kind,
  count(*) filter (where action = 'not_required') as not_required_items,
  case
    when bool_or(action = 'pend') then 'pend'
    when bool_or(action = 'deny') then 'deny'
    when bool_or(action in ('approve', 'approve_carried', 'modified')) then 'approve'
    when bool_or(action = 'cancel') then 'cancel'
    else 'not_required'
  end as outcome,
  max(extended_days) > 0 as is_extended,
  min(submitted_at) as submitted_at,
  case
    when not bool_or(action = 'pend') then max(case when action not in ('not_required', 'cancel') then decided_at end)
  end as decided_at
from figure_item
group by reporting_group, request_order, component, priority, kind
