-- settled_adjustment: one row a line, group and reason, amounts added up, because X12 names a reason once in a group.
-- A quantity is given where the units that cuts took are all the units that are not paid.
with cut_units as (
  select
    f.claim_key,
    f.claim_line_number,
    f.edit,
    f.quantity,
    sum(f.quantity) over (partition by f.claim_key, f.claim_line_number) as all_units
  from line_finding as f
  where f.outcome = 'cut' and f.quantity > 0
),
counted as (
  select c.claim_key, c.claim_line_number, c.edit, c.quantity
  from cut_units as c
  join settled_line as l on l.claim_key = c.claim_key and l.claim_line_number = c.claim_line_number
  where l.disposition = 'paid' and c.all_units = l.service_unit_quantity - l.paid_quantity
)
select
  a.claim_key,
  a.claim_line_number,
  a.group_code,
  a.reason_code,
  min(a.sequence) as place,
  cast(sum(a.amount) as decimal(18, 2)) as amount,
  cast(sum(c.quantity) as decimal(18, 4)) as quantity
from line_adjustment as a
left join counted as c on c.claim_key = a.claim_key and c.claim_line_number = a.claim_line_number and c.edit = a.edit
group by a.claim_key, a.claim_line_number, a.group_code, a.reason_code
having sum(a.amount) <> 0
