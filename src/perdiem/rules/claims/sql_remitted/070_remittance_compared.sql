-- remittance_compared: one row a line that was decided or remitted, and a row for what a claim was paid beside its lines.
with expected as (
  select
    e.claim_key,
    e.claim_line_number,
    e.claim_id,
    e.npi,
    case
      when e.line_control_number is not null and e.times_numbered = 1 and n.reference is not null then n.reference
      else concat(e.alike, ' ', cast(e.place as varchar))
    end as reference,
    coalesce(w.is_without_lines, false) as is_told_as_claim
  from expected_line as e
  left join told as n
    on n.claim_id = e.claim_id and n.npi = e.npi and n.reference = concat('#', e.line_control_number)
  left join told_of_claim as w on w.claim_id = e.claim_id and w.npi = e.npi
),
line as (
  select
    coalesce(e.claim_id, t.claim_id) as claim_id,
    coalesce(e.npi, t.npi) as npi,
    coalesce(e.reference, t.reference) as reference,
    e.claim_key,
    e.claim_line_number,
    e.is_told_as_claim,
    t.reference is not null as is_told,
    t.code,
    t.first_day,
    t.charge_amount as told_charge,
    t.paid_amount as told_paid,
    t.patient_amount,
    t.reasons,
    t.payments
  from expected as e
  full join told as t on t.claim_id = e.claim_id and t.npi = e.npi and t.reference = e.reference
),
compared as (
  select
    l.claim_id,
    nullif(case when l.npi like '?%' then substr(l.npi, 2) else l.npi end, '') as billing_npi,
    l.reference,
    l.claim_key,
    l.claim_line_number,
    coalesce(d.hcpcs_code, l.code) as hcpcs_code,
    coalesce(d.claim_line_start_date, l.first_day) as claim_line_start_date,
    coalesce(d.charge_amount, l.told_charge) as charge_amount,
    d.disposition,
    d.edit,
    case when not l.is_told_as_claim then d.paid_amount end as contract_paid_amount,
    d.member_responsibility_amount as contract_member_amount,
    l.told_paid as remitted_paid_amount,
    l.patient_amount as remitted_patient_amount,
    l.reasons as remitted_reasons,
    case
      when l.claim_key is null and l.npi like '?%' then 'other_claim'
      when l.claim_key is null then 'not_billed'
      when l.is_told_as_claim then 'by_claim'
      when not l.is_told then 'not_remitted'
      when d.disposition = 'pended' then 'not_decided'
      when l.told_paid = d.paid_amount then 'as_contract'
      when l.told_paid < d.paid_amount then 'paid_less'
      else 'paid_more'
    end as outcome,
    d.reason,
    d.term,
    d.term_place
  from line as l
  left join decided_line as d on d.claim_key = l.claim_key and d.claim_line_number = l.claim_line_number
),
claim_sum as (
  select e.claim_id, e.npi, sum(d.paid_amount) as contract_paid_amount
  from expected as e
  join decided_line as d on d.claim_key = e.claim_key and d.claim_line_number = e.claim_line_number
  where e.is_told_as_claim
  group by e.claim_id, e.npi
),
of_claim as (
  select
    w.claim_id,
    nullif(case when w.npi like '?%' then substr(w.npi, 2) else w.npi end, '') as billing_npi,
    'claim' as reference,
    s.contract_paid_amount,
    w.paid_amount as remitted_paid_amount,
    case
      when w.npi like '?%' then 'other_claim'
      when s.claim_id is null then 'on_claim'
      when w.paid_amount = s.contract_paid_amount then 'as_contract'
      when w.paid_amount < s.contract_paid_amount then 'paid_less'
      else 'paid_more'
    end as outcome
  from told_of_claim as w
  left join claim_sum as s on s.claim_id = w.claim_id and s.npi = w.npi
  where w.paid_amount <> 0 or w.is_without_lines
),
every_row as (
  select * from compared
  union all by name
  select * from of_claim
)
select
  *,
  case
    when outcome in ('as_contract', 'paid_less', 'paid_more') then remitted_paid_amount - contract_paid_amount
  end as difference_amount
from every_row
