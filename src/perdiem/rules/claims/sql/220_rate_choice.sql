-- rate_choice: one row a combination of code and conditions that standing lines have, with the rate that decides: most
-- conditions first, then fewest codes named, then the first in the contract.
with cases as (
  select distinct
    l.contract_version, l.code, l.modifier_set, l.modifier_1, l.modifier_2, l.modifier_3, l.modifier_4, l.modifier_5,
    coalesce(l.site_kind, '') as site_kind, coalesce(l.place, '') as place,
    coalesce(l.line_of_business, '') as line_of_business, l.first_day
  from line_fact as l
  join standing as s on s.member_key = l.member_key and s.seq = l.seq
)
select
  a.contract_version, a.code, a.modifier_set, a.site_kind, a.place, a.line_of_business, a.first_day,
  r.rate_row, r.amount, r.percent, r.basis, r.schedule, r.per, r.lesser_of_charge, r.most
from cases as a
join c_rate as r
  on r.contract_version = a.contract_version
  and r.code = a.code
  and r.first_day <= a.first_day
  and r.last_day >= a.first_day
where
  (r.site_kind is null or r.site_kind = a.site_kind)
  and (r.place is null or r.place = a.place)
  and (r.line_of_business is null or r.line_of_business = a.line_of_business)
  and (r.need_1 is null or coalesce(r.need_1 in (a.modifier_1, a.modifier_2, a.modifier_3, a.modifier_4, a.modifier_5), false))
  and (r.need_2 is null or coalesce(r.need_2 in (a.modifier_1, a.modifier_2, a.modifier_3, a.modifier_4, a.modifier_5), false))
  and (r.need_3 is null or coalesce(r.need_3 in (a.modifier_1, a.modifier_2, a.modifier_3, a.modifier_4, a.modifier_5), false))
  and (r.need_4 is null or coalesce(r.need_4 in (a.modifier_1, a.modifier_2, a.modifier_3, a.modifier_4, a.modifier_5), false))
qualify row_number() over (
  partition by a.contract_version, a.code, a.modifier_set, a.site_kind, a.place, a.line_of_business, a.first_day
  order by r.conditions desc nulls last, r.codes_named nulls last, r.rate_row nulls last
) = 1
