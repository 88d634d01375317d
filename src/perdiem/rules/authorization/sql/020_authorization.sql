-- authorization: one row an authorization number: how it stands over all its requests and items.
select
  authorization_number,
  min(member_id) as member_id,
  min(asked_date) as requested_date,
  max(decided_date) as decided_date,
  arg_min(requested_by_npi, request_order) as requested_by_npi,
  case
    when bool_or(status = 'approved') then 'approved'
    when bool_or(status = 'pended') then 'pended'
    when bool_or(status = 'denied') then 'denied'
    else 'cancelled'
  end as status
from decided_item
where status <> 'not_required'
group by authorization_number
