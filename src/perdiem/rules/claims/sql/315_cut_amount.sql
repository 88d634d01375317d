-- cut_amount: one row a cut of a priced line, with what it takes: the difference of two amounts that are each rounded to
-- the cent, so that all cuts of a line sum to what they took together.
with p as (
  select
    c.member_key,
    c.seq,
    c.cut_order,
    c.edit,
    c.units,
    c.units_after,
    c.units_after + c.units as units_before,
    q.billed_units,
    f.charge,
    r.is_lesser_of_charge,
    r.unit_price,
    case
      when r.most is null then r.whole_amount
      else least(r.whole_amount, cast(cast(r.most as decimal(20, 6)) * cast(q.billed_units as decimal(14, 6)) as decimal(24, 8)))
    end as whole
  from line_cut as c
  join line_quantity as q on q.member_key = c.member_key and q.seq = c.seq
  join line_price as r on r.member_key = c.member_key and r.seq = c.seq
  join line_fact as f on f.member_key = c.member_key and f.seq = c.seq
  where r.price_edit is null
),
valued as (
  select
    p.member_key,
    p.seq,
    p.cut_order,
    p.edit,
    p.units,
    cast(least(case
      when p.unit_price is not null
        then round(cast(p.unit_price as decimal(24, 12)) * cast(p.units_before as decimal(14, 6)), 2)
      when p.units_before = p.billed_units then round(p.whole, 2)
      else cast(
        (2 * cast(p.whole * 100000000 as hugeint) * cast(p.units_before * 1000000 as hugeint) + cast(p.billed_units * 1000000 as hugeint) * 1000000)
        // (2 * cast(p.billed_units * 1000000 as hugeint) * 1000000) as decimal(18, 0)
      ) * cast(0.01 as decimal(3, 2))
    end, case when p.is_lesser_of_charge then p.charge else cast(99999999999 as decimal(18, 2)) end) as decimal(18, 2)) as amount_before,
    cast(least(case
      when p.unit_price is not null
        then round(cast(p.unit_price as decimal(24, 12)) * cast(p.units_after as decimal(14, 6)), 2)
      when p.units_after = p.billed_units then round(p.whole, 2)
      else cast(
        (2 * cast(p.whole * 100000000 as hugeint) * cast(p.units_after * 1000000 as hugeint) + cast(p.billed_units * 1000000 as hugeint) * 1000000)
        // (2 * cast(p.billed_units * 1000000 as hugeint) * 1000000) as decimal(18, 0)
      ) * cast(0.01 as decimal(3, 2))
    end, case when p.is_lesser_of_charge then p.charge else cast(99999999999 as decimal(18, 2)) end) as decimal(18, 2)) as amount_after
  from p
)
select member_key, seq, cut_order, edit, units, amount_before - amount_after as amount
from valued
