-- line_authorization: one row a line that needs authorization: the approved item that carries it, or why none does.
with asked_late as (
  select distinct
    start_date,
    requested_date
  from in_authorization_item
  where requested_date > start_date and date_diff('day', start_date, requested_date) <= 120 -- the longest term: 60 working
),
holiday as (
  select
    a.start_date,
    a.requested_date,
    count(*) as holidays
  from asked_late as a
  join c_holiday as h on h.day > a.start_date and h.day <= a.requested_date
  group by a.start_date, a.requested_date
),
matched as (
  select
    l.member_key,
    l.seq,
    i.authorization_number,
    i.item_number,
    i.approved_quantity,
    i.start_date,
    case when i.hcpcs_code = l.code then 1 when i.hcpcs_code is null then 2 else 3 end as kind,
    i.billing_npi is null
      or coalesce(i.billing_npi = l.billing_npi, false)
      or coalesce(v.same_terms_at_sites and s.npi is not null and o.npi is not null, false) as is_for_provider,
    v.late_request_days is null
      or i.requested_date is null
      or i.requested_date <= i.start_date
      or (
        5 * (date_diff('day', date '1900-01-01', i.requested_date) // 7)
        + least(date_diff('day', date '1900-01-01', i.requested_date) % 7 + 1, 5)
        - 5 * (date_diff('day', date '1900-01-01', i.start_date) // 7)
        - least(date_diff('day', date '1900-01-01', i.start_date) % 7 + 1, 5)
        - coalesce(h.holidays, 0)
      ) <= v.late_request_days as is_on_time
  from line_fact as l
  join c_version as v on v.contract_version = l.contract_version
  join in_authorization_item as i
    on i.member_id = l.member_id
    and i.start_date <= l.first_day
    and coalesce(i.end_date, date '9999-12-31') >= l.last_day
  left join holiday as h on h.start_date = i.start_date and h.requested_date = i.requested_date
  left join c_kind as k on k.code = i.hcpcs_code
  left join (select distinct contract_version, npi from c_site) as s
    on s.contract_version = l.contract_version and s.npi = i.billing_npi
  left join (select distinct contract_version, npi from c_site) as o
    on o.contract_version = l.contract_version and o.npi = l.billing_npi
  where
    l.authorization_needed = 'needed'
    and i.status = 'approved'
    and (
      i.hcpcs_code is null
      or i.hcpcs_code = l.code
      or (coalesce(k.is_drug, false) and coalesce(l.is_carried_by_drug, false))
    )
),
best as (
  select *
  from matched
  qualify row_number() over (
    partition by member_key, seq
    order by
      case when is_for_provider and is_on_time then 0 else 1 end nulls last,
      case when is_for_provider then 0 else 1 end nulls last,
      kind nulls last,
      start_date desc nulls last,
      authorization_number desc nulls last,
      item_number desc nulls last
  ) = 1
),
told as (
  select
    l.member_key,
    l.seq,
    case
      when x.has_authorizations then b.authorization_number
      else l.authorization_named
    end as authorization_number,
    b.item_number,
    case when b.kind = 1 then b.approved_quantity end as approved_quantity,
    case
      when b.is_for_provider and b.is_on_time then 'holds'
      when b.seq is not null and not b.is_for_provider then 'other_provider'
      when b.seq is not null then 'late'
      when not x.has_authorizations and l.authorization_named is not null then 'holds'
      when l.authorization_named is not null then 'wrong'
      else 'missing'
    end as authorization_state
  from line_fact as l
  cross join run_facts as x
  left join best as b on b.member_key = l.member_key and b.seq = l.seq
  where l.authorization_needed = 'needed'
)
select
  *,
  0 /* mask: authorization */ as authorization_mask
from told
