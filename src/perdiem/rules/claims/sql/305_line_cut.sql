-- line_cut: one row a cut of a standing line, in the order in which cuts are taken, with the units that it takes and the
-- units that are left before and after it.
with hurt as (
  select * from line_quantity where paid_units < billed_units
),
cut as (
  select member_key, seq, 1 as cut_order, 'units_over_days' as edit, cut_over as units from hurt where cut_over > 0
  union all
  select member_key, seq, 2 as cut_order, 'general_beside_specific' as edit, cut_general as units from hurt where cut_general > 0
  union all
  select member_key, seq, 3 as cut_order, 'pair_not_together' as edit, cut_pair as units from hurt where cut_pair > 0
  union all
  select member_key, seq, 4 as cut_order, 'catheter_care_beside_therapy' as edit, cut_care as units from hurt where cut_care > 0
  union all
  select member_key, seq, 5 as cut_order, 'hold_over' as edit, cut_hold as units from hurt where cut_hold > 0
  union all
  select member_key, seq, 6 as cut_order, 'inpatient_day' as edit, cut_hospital as units from hurt where cut_hospital > 0
  union all
  select member_key, seq, 7 as cut_order, 'no_infusion' as edit, cut_infusion as units from hurt where cut_infusion > 0
  union all
  select member_key, seq, 8 as cut_order, 'duplicate_day' as edit, cut_again as units from hurt where cut_again > 0
  union all
  select member_key, seq, 9 as cut_order, 'modifier_missing' as edit, cut_lacking as units from hurt where cut_lacking > 0
  union all
  select member_key, seq, 10 as cut_order, 'early_stop' as edit, cut_stop as units from hurt where cut_stop > 0
  union all
  select member_key, seq, 11 as cut_order, 'authorization_exceeded' as edit, cut_approval as units from hurt where cut_approval > 0
  union all
  select member_key, seq, 12 as cut_order, 'nursing_limit' as edit, cut_nursing as units from hurt where cut_nursing > 0
  union all
  select member_key, seq, 13 as cut_order, 'units_over_day_limit' as edit, cut_most as units from hurt where cut_most > 0
)
select
  c.member_key,
  c.seq,
  c.cut_order,
  c.edit,
  c.units,
  q.billed_units - sum(c.units) over (
    partition by c.member_key, c.seq order by c.cut_order nulls last rows between unbounded preceding and current row
  ) as units_after
from cut as c
join hurt as q on q.member_key = c.member_key and q.seq = c.seq
