-- settled_claim: one row a decided claim: what its first line says of it, and what all its lines come to.
-- Kinds of coverage are those that a remittance has a code for (BL participates as 12, FI is another federal one, OF);
-- where the claim gives none of them the line of business tells, else ZZ.
-- Status 4 is for members that are not known and for nothing else: X12's interpretation 1423 of 005010X221.
with identified as (
  select
    *,
    concat(
      coalesce(claim_id, ''), chr(31), coalesce(billing_npi, ''), chr(31), coalesce(billing_tin, ''), chr(31),
      coalesce(member_id, ''), chr(31), coalesce(claim_frequency_code, ''), chr(31),
      coalesce(cast(received_date as varchar), '')
    ) as identity
  from settled_line
),
total as (
  select
    claim_key,
    min(claim_line_number) as first_line,
    count(*) as line_count,
    count(*) filter (where disposition = 'pended') as pended_lines,
    count(*) filter (where disposition = 'rejected') as rejected_lines,
    min(claim_line_number) filter (where disposition = 'pended') as pended_line,
    min(identity) <> max(identity) as is_mixed,
    cast(sum(charge_amount) as decimal(18, 2)) as charge_amount,
    cast(sum(paid_amount) as decimal(18, 2)) as paid_amount,
    cast(sum(member_responsibility_amount) as decimal(18, 2)) as patient_responsibility_amount,
    cast(sum(case when disposition = 'paid' then charge_amount else 0 end) as decimal(18, 2)) as covered_amount,
    min(first_day) as first_day,
    max(last_day) as last_day,
    bool_and(coalesce(edit, '') = 'member_unknown') as is_member_unknown,
    bool_and(coalesce(edit, '') = 'superseded_claim') as is_superseded,
    case
      when count(rendering_npi) = count(*) and min(rendering_npi) = max(rendering_npi) then min(rendering_npi)
    end as rendering_npi
  from identified
  group by claim_key
),
behind_another as (
  select distinct claim_key from line_adjustment where edit = 'other_payer'
)
select
  t.claim_key,
  t.first_line,
  t.line_count,
  t.pended_lines,
  t.rejected_lines,
  t.pended_line,
  t.is_mixed,
  t.charge_amount,
  t.paid_amount,
  t.patient_responsibility_amount,
  t.covered_amount,
  t.first_day,
  t.last_day,
  t.is_superseded,
  case when t.rendering_npi <> coalesce(l.billing_npi, '') then t.rendering_npi end as rendering_npi,
  l.claim_id,
  l.member_id,
  l.billing_npi as payee_npi,
  l.billing_tin as payee_tin,
  l.billing_name,
  l.received_date,
  l.claim_frequency_code,
  l.facility_type_code,
  l.group_number,
  coalesce(l.patient_last_name, l.subscriber_last_name) as patient_last_name,
  case when l.patient_last_name is null then l.subscriber_first_name else l.patient_first_name end as patient_first_name,
  case
    when l.patient_relationship_code <> '18' and (
      l.subscriber_last_name <> coalesce(l.patient_last_name, l.subscriber_last_name)
      or l.subscriber_first_name <> coalesce(l.patient_first_name, l.subscriber_first_name)
    ) then l.subscriber_last_name
  end as subscriber_last_name,
  l.subscriber_first_name,
  case
    when t.is_member_unknown then '4'
    when l.payer_responsibility_code = 'S' then '2'
    when l.payer_responsibility_code in ('T', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H') then '3'
    when b.claim_key is not null then '2'
    else '1'
  end as claim_status_code,
  case
    when l.claim_filing_indicator_code in (
      '12', '13', '14', '15', '16', '17', 'AM', 'CH', 'DS', 'HM', 'LM', 'MA', 'MB', 'MC', 'OF', 'TV', 'VA', 'WC', 'ZZ'
    ) then l.claim_filing_indicator_code
    when l.claim_filing_indicator_code = 'BL' then '12'
    when l.claim_filing_indicator_code = 'FI' then 'OF'
    when l.line_of_business = 'medicare_advantage' then '16'
    when l.line_of_business = 'managed_medicaid' then 'MC'
    when l.line_of_business = 'tricare' then 'CH'
    when l.line_of_business = 'workers_compensation' then 'WC'
    else 'ZZ'
  end as claim_filing_indicator_code,
  concat('P', upper(substr(md5(concat(
    coalesce(l.billing_npi, ''), '|', coalesce(l.member_id, ''), '|', coalesce(l.claim_id, ''), '|',
    coalesce(l.claim_frequency_code, '1'), '|', coalesce(cast(l.received_date as varchar), '')
  )), 1, 15))) as payer_claim_number
from total as t
join settled_line as l on l.claim_key = t.claim_key and l.claim_line_number = t.first_line
left join behind_another as b on b.claim_key = t.claim_key
