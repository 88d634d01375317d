-- line_quantity: one row a standing line that is still to be paid, with its billed and paid units and every cut.
select
  u.member_key,
  u.seq,
  u.first_day,
  u.is_by_days,
  u.is_therapy,
  u.billed_units,
  u.cut_over,
  u.cut_general,
  u.cut_pair,
  u.cut_care,
  u.cut_hold,
  u.cut_hospital,
  u.cut_infusion,
  u.cut_again,
  cast(coalesce(t.days_lacking, 0) as decimal(18, 4)) as cut_lacking,
  u.cut_stop,
  u.cut_approval,
  u.units_left - coalesce(n.units_kept, u.units_left) as cut_nursing,
  u.cut_most,
  coalesce(n.units_kept, u.units_left) - cast(coalesce(t.days_lacking, 0) as decimal(18, 4)) as paid_units,
  case
    when t.seq is not null then cast(cast(t.share_sum as decimal(20, 4)) * cast(0.01 as decimal(3, 2)) as decimal(14, 6))
    when u.is_therapy then cast(cast(u.units_left as decimal(20, 4)) * cast(v.share_first as decimal(10, 4)) * cast(0.01 as decimal(3, 2)) as decimal(14, 6))
    else cast(coalesce(n.units_kept, u.units_left) as decimal(14, 6))
  end as shared_units
from line_units as u
join c_version as v on v.contract_version = u.contract_version
left join therapy_share as t on t.member_key = u.member_key and t.seq = u.seq
left join nursing_kept as n on n.member_key = u.member_key and n.seq = u.seq
