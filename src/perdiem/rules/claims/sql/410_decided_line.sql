-- decided_line: one row a claim line with its one disposition, its money, and the contract's term behind it.
with remark as (
  select member_key, seq, string_agg(remark_code, ' ' order by remark_code nulls last) as remark_codes
  from (
    select distinct c.member_key, c.seq, e.remark_code
    from line_cut as c
    join c_edit as e on e.edit = c.edit
    where e.remark_code is not null
  ) as cut_remark
  group by member_key, seq
)
select
  f.claim_key,
  f.claim_line_number,
  f.claim_id,
  f.member_id,
  f.billing_npi,
  f.received_date,
  f.first_day as claim_line_start_date,
  f.last_day as claim_line_end_date,
  f.code as hcpcs_code,
  f.modifier_set as modifiers,
  f.place as place_of_service_code,
  f.units as service_unit_quantity,
  f.charge as charge_amount,
  f.line_of_business,
  f.therapy,
  f.contract_version,
  d.disposition,
  d.edit,
  coalesce(case when d.disposition = 'paid' then d.paid_units end, cast(0 as decimal(18, 4))) as paid_quantity,
  case when d.disposition = 'paid' then cast(round(d.unit_price, 6) as decimal(18, 6)) end as unit_price,
  case when d.edit = 'capitated' then 'capitation' when d.disposition = 'paid' then d.basis end as price_basis,
  coalesce(d.allowed_amount, cast(0 as decimal(18, 2))) as allowed_amount,
  coalesce(d.paid_amount, cast(0 as decimal(18, 2))) as paid_amount,
  coalesce(d.deductible_amount + d.copay_amount + d.coinsurance_amount, cast(0 as decimal(18, 2)))
    + case when d.edit is not null and d.group_code = 'PR' then f.charge else cast(0 as decimal(18, 2)) end
    as member_responsibility_amount,
  coalesce(d.deductible_amount, cast(0 as decimal(18, 2))) as deductible_amount,
  coalesce(d.copay_amount, cast(0 as decimal(18, 2))) as copay_amount,
  coalesce(d.coinsurance_amount, cast(0 as decimal(18, 2))) as coinsurance_amount,
  case when d.edit is not null then coalesce(d.remark_code, '') else coalesce(k.remark_codes, '') end as remark_codes,
  d.authorization_number,
  t.term,
  t.term_place,
  case
    when d.edit in ('authorization_other_provider', 'authorization_late') then d.recommendation
    when d.edit is null then null
    else coalesce(t.recommendation, d.recommendation)
  end as recommendation,
  case
    when d.edit = 'code_not_in_force' and kind.successor is not null and kind.successor_units is not null then concat(
      d.says, ' It was replaced by ', kind.successor, ': ',
      trim(trailing '.' from trim(trailing '0' from cast(cast(cast(f.units as decimal(20, 4)) * cast(kind.successor_units as decimal(14, 6)) as decimal(20, 4)) as varchar))),
      ' units.'
    )
    when d.edit = 'code_not_in_force' and kind.successor is not null then concat(d.says, ' It was replaced by ', kind.successor, '.')
    when d.edit is not null then d.says
    when d.cut_edit is not null then concat('Paid in part. ', c.says)
    else 'Paid under the contract.'
  end as reason
from line_fact as f
join decision as d on d.member_key = f.member_key and d.seq = f.seq
left join c_edit as c on c.edit = d.cut_edit
left join c_kind as kind on kind.code = f.code_key
left join remark as k on k.member_key = f.member_key and k.seq = f.seq
left join cited_term as t
  on t.contract_version = d.contract_version
  and t.edit = coalesce(d.edit, '')
  and t.term_edit = d.term_edit
  and t.term_code = d.term_code
  and t.lob_key = d.lob_key
