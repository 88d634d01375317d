-- member_share: one row a line with an allowed amount: copay, deductible and coinsurance after the member's limits. The
-- deductible and the out-of-pocket limit are used up in billing order within one span of eligibility.
with asked as (
  select
    f.*,
    not (
      coalesce(f.is_free, false) or (coalesce(f.is_free_when_de_clotting, false) and f.is_de_clotting_visit)
    ) as is_owed
  from line_fact as f
),
charged as (
  select
    a.member_key,
    a.seq,
    a.allowed_amount,
    f.span_start,
    f.out_of_pocket_left,
    case when f.is_owed and f.has_deductible then f.deductible_left end as deductible_left,
    case
      when not f.is_owed or f.copay is null then cast(0 as decimal(18, 2))
      else cast(least(
        a.allowed_amount,
        round(cast(f.copay as decimal(20, 6)) * case
          when f.is_by_days or f.code = '99601' then cast(q.paid_units as decimal(10, 4))
          when f.code = '99602' then cast(0 as decimal(10, 4))
          else cast(1 as decimal(10, 4))
        end, 2)
      ) as decimal(18, 2))
    end as copay,
    case when f.is_owed then coalesce(f.coinsurance, cast(0 as decimal(10, 4))) else cast(0 as decimal(10, 4)) end as percent
  from line_allowed as a
  join line_quantity as q on q.member_key = a.member_key and q.seq = a.seq
  join asked as f on f.member_key = a.member_key and f.seq = a.seq
),
deducted as (
  select
    *,
    case when deductible_left is null then cast(0 as decimal(18, 2)) else allowed_amount - copay end as deductible_base,
    coalesce(sum(case when deductible_left is null then cast(0 as decimal(18, 2)) else allowed_amount - copay end) over (
      partition by member_key, span_start order by seq nulls last rows between unbounded preceding and 1 preceding
    ), 0) as deductible_before
  from charged
),
shared as (
  select
    d.*,
    case
      when deductible_left is null then cast(0 as decimal(18, 2))
      else cast(
        least(deductible_left, deductible_before + deductible_base) - least(deductible_left, deductible_before)
        as decimal(18, 2)
      )
    end as deductible
  from deducted as d
),
owed as (
  select
    s.*,
    cast(round(
      cast(allowed_amount - copay - deductible as decimal(20, 2)) * cast(percent as decimal(10, 4)) * cast(0.01 as decimal(3, 2)), 2
    ) as decimal(18, 2)) as coinsurance
  from shared as s
),
limited as (
  select
    o.*,
    copay + deductible + coinsurance as owed,
    coalesce(sum(copay + deductible + coinsurance) over (
      partition by member_key, span_start order by seq nulls last rows between unbounded preceding and 1 preceding
    ), 0) as owed_before
  from owed as o
),
kept as (
  select
    l.*,
    case
      when out_of_pocket_left is null then cast(0 as decimal(18, 2))
      else cast(
        owed - (least(out_of_pocket_left, owed_before + owed) - least(out_of_pocket_left, owed_before)) as decimal(18, 2)
      )
    end as over_limit
  from limited as l
)
select
  member_key,
  seq,
  allowed_amount,
  coinsurance - least(coinsurance, over_limit) as coinsurance_amount,
  copay - least(copay, over_limit - least(coinsurance, over_limit)) as copay_amount,
  deductible - (over_limit - least(coinsurance, over_limit) - least(copay, over_limit - least(coinsurance, over_limit)))
    as deductible_amount
from kept
