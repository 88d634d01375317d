-- line_amount: one row a standing line with a price: what all its units would pay (full), what its paid units pay (kept),
-- and what is left after the shares of concurrent therapies (shared). Each is rounded once, to the cent, half up.
with p as (
  select
    q.member_key,
    q.seq,
    q.first_day,
    q.billed_units,
    q.paid_units,
    q.shared_units,
    f.charge,
    r.is_lesser_of_charge,
    r.unit_price,
    case
      when r.most is null then r.whole_amount
      else least(r.whole_amount, cast(cast(r.most as decimal(20, 6)) * cast(q.billed_units as decimal(14, 6)) as decimal(24, 8)))
    end as whole
  from line_quantity as q
  join line_price as r on r.member_key = q.member_key and r.seq = q.seq
  join line_fact as f on f.member_key = q.member_key and f.seq = q.seq
  where r.price_edit is null
)
select
  p.member_key,
  p.seq,
  cast(least(case
      when p.unit_price is not null
        then round(cast(p.unit_price as decimal(24, 12)) * cast(p.billed_units as decimal(14, 6)), 2)
      when p.billed_units = p.billed_units then round(p.whole, 2)
      else cast(
        (2 * cast(p.whole * 100000000 as hugeint) * cast(p.billed_units * 1000000 as hugeint) + cast(p.billed_units * 1000000 as hugeint) * 1000000)
        // (2 * cast(p.billed_units * 1000000 as hugeint) * 1000000) as decimal(18, 0)
      ) * cast(0.01 as decimal(3, 2))
    end, case when p.is_lesser_of_charge then p.charge else cast(99999999999 as decimal(18, 2)) end) as decimal(18, 2)) as full_amount,
  cast(least(case
      when p.unit_price is not null
        then round(cast(p.unit_price as decimal(24, 12)) * cast(p.paid_units as decimal(14, 6)), 2)
      when p.paid_units = p.billed_units then round(p.whole, 2)
      else cast(
        (2 * cast(p.whole * 100000000 as hugeint) * cast(p.paid_units * 1000000 as hugeint) + cast(p.billed_units * 1000000 as hugeint) * 1000000)
        // (2 * cast(p.billed_units * 1000000 as hugeint) * 1000000) as decimal(18, 0)
      ) * cast(0.01 as decimal(3, 2))
    end, case when p.is_lesser_of_charge then p.charge else cast(99999999999 as decimal(18, 2)) end) as decimal(18, 2)) as kept_amount,
  cast(least(case
      when p.unit_price is not null
        then round(cast(p.unit_price as decimal(24, 12)) * cast(p.shared_units as decimal(14, 6)), 2)
      when p.shared_units = p.billed_units then round(p.whole, 2)
      else cast(
        (2 * cast(p.whole * 100000000 as hugeint) * cast(p.shared_units * 1000000 as hugeint) + cast(p.billed_units * 1000000 as hugeint) * 1000000)
        // (2 * cast(p.billed_units * 1000000 as hugeint) * 1000000) as decimal(18, 0)
      ) * cast(0.01 as decimal(3, 2))
    end, case when p.is_lesser_of_charge then p.charge else cast(99999999999 as decimal(18, 2)) end) as decimal(18, 2)) as shared_amount
from p
