-- unlisted_billing: one row a standing billing of a code without a rate, counted over all members, with the median of
-- the first billings where the contract pays it.
with billing as (
  select
    l.member_key,
    l.seq,
    l.contract_version,
    l.code,
    l.charge,
    v.unlisted_percent,
    v.unlisted_first_billings,
    v.unlisted_median,
    v.unlisted_median_of,
    row_number() over (
      partition by l.code
      order by
        coalesce(l.received_date, date '9999-12-31') nulls last, l.claim_id nulls last, l.claim_line_number nulls last,
        l.claim_key nulls last
    ) as billing
  from line_fact as l
  join standing as s on s.member_key = l.member_key and s.seq = l.seq
  join c_version as v on v.contract_version = l.contract_version
  left join pair_refused as x on x.member_key = l.member_key and x.seq = l.seq
  left join rate_choice as r
    on r.contract_version = l.contract_version
    and r.code = l.code
    and r.modifier_set = l.modifier_set
    and r.site_kind = coalesce(l.site_kind, '')
    and r.place = coalesce(l.place, '')
    and r.line_of_business = coalesce(l.line_of_business, '')
    and r.first_day = l.first_day
  where
    v.unlisted_percent is not null
    and v.unlisted_first_billings is not null
    and x.seq is null
    and r.rate_row is null
    and not coalesce(l.is_capitated, false)
    and (not v.unlisted_in_state_only or coalesce(l.site_state = v.payor_state, false))
),
ranked as (
  select
    v.contract_version,
    b.code,
    b.charge,
    row_number() over (
      partition by v.contract_version, b.code order by b.charge nulls last, b.billing nulls last
    ) as place_by_charge,
    count(*) over (partition by v.contract_version, b.code) as billings
  from billing as b
  join (select distinct contract_version, code, unlisted_median_of from billing) as v
    on v.code = b.code and b.billing <= v.unlisted_median_of
),
middle as (
  select
    contract_version,
    code,
    sum(case when place_by_charge in ((billings + 1) // 2, (billings + 2) // 2) then charge end)
      * case when max(billings) % 2 = 1 then 2 else 1 end as twice_median_charge
  from ranked
  group by contract_version, code
)
select
  b.member_key,
  b.seq,
  b.billing <= b.unlisted_first_billings as is_among_first,
  cast(m.twice_median_charge as decimal(18, 2)) as twice_median_charge
from billing as b
left join middle as m on m.contract_version = b.contract_version and m.code = b.code
