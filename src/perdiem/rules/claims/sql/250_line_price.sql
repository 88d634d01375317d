-- line_price: one row a standing line that is still to be paid, with the price of a unit; or with the amount of the
-- whole line, where the price is not one of units (a percent of the charge, a package's price); or with what is missing.
with chosen as (
  select
    l.member_key, l.seq, l.contract_version, l.code, l.charge, l.ndc, l.ndc_quantity, l.first_day,
    coalesce(l.is_capitated, false) as is_capitated,
    r.rate_row, r.amount, r.percent, r.per, r.most,
    case
      when r.rate_row is not null then r.basis
      when v.unlisted_percent is not null and (not v.unlisted_in_state_only or coalesce(l.site_state = v.payor_state, false))
        and (v.unlisted_first_billings is null or u.is_among_first or v.unlisted_median) then 'unlisted'
      when v.unlisted_pay = 'acquisition_cost' then 'unlisted_cost'
      when v.unlisted_pay = 'individual_consideration' then 'case_by_case'
      when v.unlisted_pay = 'not_paid' then 'not_on_schedule'
      else 'no_rate'
    end as basis,
    case when r.rate_row is null then 'acquisition_cost' else r.basis end as price_basis,
    coalesce(r.schedule, '') as schedule,
    coalesce(r.lesser_of_charge, v.lesser_of_charge) as is_lesser_of_charge,
    v.ndc_rounded_up,
    v.unlisted_percent,
    coalesce(u.is_among_first, true) as is_among_first,
    u.twice_median_charge
  from line_fact as l
  join standing as s on s.member_key = l.member_key and s.seq = l.seq
  join c_version as v on v.contract_version = l.contract_version
  left join pair_refused as x on x.member_key = l.member_key and x.seq = l.seq
  left join unlisted_billing as u on u.member_key = l.member_key and u.seq = l.seq
  left join rate_choice as r
    on r.contract_version = l.contract_version
    and r.code = l.code
    and r.modifier_set = l.modifier_set
    and r.site_kind = coalesce(l.site_kind, '')
    and r.place = coalesce(l.place, '')
    and r.line_of_business = coalesce(l.line_of_business, '')
    and r.first_day = l.first_day
  where x.seq is null
),
priced as (
  select
    c.*,
    n.unit_price as ndc_price,
    p.unit_price as code_price,
    case when c.ndc_rounded_up then ceil(c.ndc_quantity) else c.ndc_quantity end as ndc_units
  from chosen as c
  left join price_span as n
    on n.basis = c.price_basis
    and n.schedule = c.schedule
    and n.code = c.code
    and n.ndc = c.ndc
    and n.from_day <= c.first_day
    and n.to_day >= c.first_day
    and c.ndc_quantity > 0
  left join price_span as p
    on p.basis = c.price_basis
    and p.schedule = c.schedule
    and p.code = c.code
    and p.ndc = ''
    and p.from_day <= c.first_day
    and p.to_day >= c.first_day
)
select
  member_key,
  seq,
  rate_row,
  per,
  is_lesser_of_charge,
  is_capitated,
  most,
  case when basis = 'unlisted_cost' then 'acquisition_cost' else basis end as basis,
  case
    when is_capitated or (basis = 'rate' and per = 'course') then null
    when basis = 'rate' then least(cast(amount as decimal(24, 12)), coalesce(cast(most as decimal(24, 12)), cast(amount as decimal(24, 12))))
    when basis in ('charge', 'unlisted', 'case_by_case', 'not_on_schedule', 'no_rate') then null
    when ndc_price is not null then null
    when basis = 'unlisted_cost' then cast(code_price as decimal(24, 12))
    else least(
      cast(cast(code_price as decimal(20, 6)) * cast(percent as decimal(10, 4)) * cast(0.01 as decimal(3, 2)) as decimal(24, 12)),
      coalesce(
        cast(most as decimal(24, 12)),
        cast(cast(code_price as decimal(20, 6)) * cast(percent as decimal(10, 4)) * cast(0.01 as decimal(3, 2)) as decimal(24, 12))
      )
    )
  end as unit_price,
  case
    when is_capitated then null
    when basis = 'rate' and per = 'course' then cast(amount as decimal(24, 8))
    when basis = 'charge'
      then cast(cast(charge as decimal(20, 2)) * cast(percent as decimal(10, 4)) * cast(0.01 as decimal(3, 2)) as decimal(24, 8))
    when basis = 'unlisted' and is_among_first
      then cast(cast(charge as decimal(20, 2)) * cast(unlisted_percent as decimal(10, 4)) * cast(0.01 as decimal(3, 2)) as decimal(24, 8))
    when basis = 'unlisted'
      then least(
        cast(cast(twice_median_charge as decimal(20, 2)) * cast(unlisted_percent as decimal(10, 4)) * cast(0.005 as decimal(4, 3)) as decimal(24, 8)),
        cast(charge as decimal(24, 8))
      )
    when basis = 'unlisted_cost' and ndc_price is not null
      then cast(cast(ndc_price as decimal(20, 6)) * cast(ndc_units as decimal(14, 4)) as decimal(24, 8))
    when basis in ('rate', 'case_by_case', 'not_on_schedule', 'no_rate') then null
    when ndc_price is not null
      then cast(
        cast(
          cast(ndc_price as decimal(20, 6)) * cast(percent as decimal(10, 4)) * cast(0.01 as decimal(3, 2)) as decimal(24, 12)
        ) * cast(ndc_units as decimal(14, 4)) as decimal(24, 8)
      )
  end as whole_amount,
  case
    when is_capitated then 'capitated'
    when basis in ('case_by_case', 'not_on_schedule', 'no_rate') then basis
    when basis = 'unlisted_cost' and code_price is null and ndc_price is null then 'acquisition_cost_missing'
    when basis not in ('rate', 'charge', 'unlisted', 'unlisted_cost') and code_price is null and ndc_price is null then 'price_missing'
  end as price_edit
from priced
