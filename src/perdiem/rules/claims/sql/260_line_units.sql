-- line_units: one row a standing line that is still to be paid, with its units after each cut that does not hang on other
-- therapies: beyond days, unpaid days, early stop, the approval's units, the day's most units.
with billed as (
  select
    s.member_key, s.seq, s.code, s.first_day, s.contract_version, s.is_by_days, s.is_therapy, s.is_nursing, s.days,
    s.has_sv, s.is_early_stop, s.is_early_stop_code, s.most_units_per_day,
    d.days_general, d.days_pair, d.days_care, d.days_hold, d.days_hospital, d.days_infusion, d.days_again,
    d.billed_days, d.days_left,
    v.early_stop_days,
    s.approved_quantity, s.authorization_number, s.item_number,
    case
      when s.code = '99601' and s.is_in_minutes then cast(1 as decimal(18, 4))
      when s.code = '99602' and s.is_in_minutes
        then cast((cast(floor(s.units) as bigint) + 60 - v.added_hour_minutes) // 60 as decimal(18, 4))
      else s.units
    end as billed_units
  from standing as s
  join line_price as p on p.member_key = s.member_key and p.seq = s.seq
  join c_version as v on v.contract_version = s.contract_version
  left join day_count as d on d.member_key = s.member_key and d.seq = s.seq
),
by_days as (
  select
    b.*,
    coalesce(b.billed_days, b.billed_units) as after_over,
    coalesce(b.days_left, b.billed_units) as after_days,
    coalesce(b.billed_days, b.billed_units) - coalesce(b.days_left, b.billed_units) as missing
  from billed as b
),
stopped as (
  select
    b.*,
    case
      when b.is_by_days and b.has_sv
        then least(b.after_days, case when b.is_early_stop_code then cast(b.early_stop_days as decimal(18, 4)) else cast(0 as decimal(18, 4)) end)
      when b.is_early_stop and not b.is_by_days and b.early_stop_days < b.days
        then cast((cast(floor(b.after_days * 10000) as bigint) * b.early_stop_days) // (b.days * 10000) as decimal(18, 4))
      else b.after_days
    end as after_stop
  from by_days as b
),
used as (
  select
    member_key,
    seq,
    coalesce(sum(after_stop) over (
      partition by member_key, authorization_number, item_number order by seq nulls last
      rows between unbounded preceding and 1 preceding
    ), 0) as used_before
  from stopped
  where approved_quantity is not null
),
approved as (
  select
    s.*,
    case
      when s.approved_quantity is null then s.after_stop
      when s.is_by_days or s.is_nursing
        then least(s.after_stop, cast(floor(greatest(s.approved_quantity - u.used_before, 0)) as decimal(18, 4)))
      else cast(least(s.after_stop, greatest(s.approved_quantity - u.used_before, 0)) as decimal(18, 4))
    end as after_approval
  from stopped as s
  left join used as u on u.member_key = s.member_key and u.seq = s.seq
)
select
  member_key,
  seq,
  code,
  first_day,
  contract_version,
  is_by_days,
  is_therapy,
  is_nursing,
  days,
  billed_units,
  billed_units - after_over as cut_over,
  least(missing, cast(coalesce(days_general, 0) as decimal(18, 4))) as cut_general,
  greatest(least(missing - coalesce(days_general, 0), cast(coalesce(days_pair, 0) as decimal(18, 4))), cast(0 as decimal(18, 4))) as cut_pair,
  greatest(least(
    missing - coalesce(days_general, 0) - coalesce(days_pair, 0),
    cast(coalesce(days_care, 0) as decimal(18, 4))
  ), cast(0 as decimal(18, 4))) as cut_care,
  greatest(least(
    missing - coalesce(days_general, 0) - coalesce(days_pair, 0) - coalesce(days_care, 0),
    cast(coalesce(days_hold, 0) as decimal(18, 4))
  ), cast(0 as decimal(18, 4))) as cut_hold,
  greatest(least(
    missing - coalesce(days_general, 0) - coalesce(days_pair, 0) - coalesce(days_care, 0) - coalesce(days_hold, 0),
    cast(coalesce(days_hospital, 0) as decimal(18, 4))
  ), cast(0 as decimal(18, 4))) as cut_hospital,
  greatest(least(
    missing - coalesce(days_general, 0) - coalesce(days_pair, 0) - coalesce(days_care, 0) - coalesce(days_hold, 0)
      - coalesce(days_hospital, 0),
    cast(coalesce(days_infusion, 0) as decimal(18, 4))
  ), cast(0 as decimal(18, 4))) as cut_infusion,
  greatest(least(
    missing - coalesce(days_general, 0) - coalesce(days_pair, 0) - coalesce(days_care, 0) - coalesce(days_hold, 0)
      - coalesce(days_hospital, 0) - coalesce(days_infusion, 0),
    cast(coalesce(days_again, 0) as decimal(18, 4))
  ), cast(0 as decimal(18, 4))) as cut_again,
  after_days - after_stop as cut_stop,
  after_stop - after_approval as cut_approval,
  case
    when most_units_per_day is null then cast(0 as decimal(18, 4))
    else greatest(after_approval - cast(most_units_per_day * days as decimal(18, 4)), cast(0 as decimal(18, 4)))
  end as cut_most,
  case
    when most_units_per_day is null then after_approval
    else least(after_approval, cast(most_units_per_day * days as decimal(18, 4)))
  end as units_left
from approved
