-- joined_item: one row an item of an authorization as claims see it: approvals of one code under one number whose days
-- overlap or border are one. Quantities add up, but for an earlier one on days that a later one holds as well.
with item as (
  select
    *,
    coalesce(end_date, date '9999-12-31') as to_date
  from decided_item
  where status <> 'not_required' and repeats is null
),
standing as (
  select i.*
  from item as i
  where not exists (
    select 1
    from item as o
    where o.status = 'approved' and i.status = 'approved'
      and o.authorization_number = i.authorization_number
      and o.member_id = i.member_id
      and o.hcpcs_code is not distinct from i.hcpcs_code
      and o.billing_npi is not distinct from i.billing_npi
      and o.start_date <= i.start_date and o.to_date >= i.to_date
      and (o.request_order > i.request_order or (o.request_order = i.request_order and o.sequence > i.sequence))
  )
),
marked as (
  select
    *,
    case
      when status = 'approved' and start_date <= max(to_date) over (
        partition by authorization_number, member_id, hcpcs_code, billing_npi, status
        order by start_date, request_order, sequence
        rows between unbounded preceding and 1 preceding
      ) + 1 then 0
      else 1
    end as begins
  from standing
),
numbered as (
  select
    *,
    sum(begins) over (
      partition by authorization_number, member_id, hcpcs_code, billing_npi, status
      order by start_date, request_order, sequence
      rows between unbounded preceding and current row
    ) as island
  from marked
),
joined as (
  select
    authorization_number,
    member_id,
    hcpcs_code,
    billing_npi,
    status,
    min(start_date) as start_date,
    nullif(max(to_date), date '9999-12-31') as end_date,
    case when count(approved_quantity) = count(*) then sum(approved_quantity) end as approved_quantity,
    -- the days were asked for in time, or it does not count, where one of the joined requests says so of its own
    case when count(requested_date) = count(*) then arg_min(requested_date, start_date) end as requested_date,
    min(requested_at) as requested_at,
    max(decided_date) as decided_date,
    max(decided_at) as decided_at,
    arg_max(decision_reason, request_order) as decision_reason,
    bool_or(is_drug) as is_drug,
    min(request_order) as request_order,
    min(sequence) as sequence
  from numbered
  group by authorization_number, member_id, hcpcs_code, billing_npi, status, island
)
select
  authorization_number,
  cast(row_number() over (
    partition by authorization_number order by request_order, sequence, start_date, hcpcs_code nulls first, status
  ) as integer) as item_number,
  member_id,
  hcpcs_code,
  start_date,
  end_date,
  status,
  approved_quantity,
  billing_npi,
  requested_date,
  requested_at,
  decided_date,
  decided_at,
  decision_reason,
  case when is_drug then 'drug' end as component,
  is_drug
from joined
