-- authorization_item: one row an item asked for, and one an item that the answer adds.
select
  r.number as fhir_number,
  r.file as perdiem_file,
  r.place as perdiem_row,
  r.authorization_number,
  row_number() over (partition by r.number order by try_cast(i.sequence as bigint) nulls last, i.sequence) as item_number,
  r.member_id,
  coalesce(hcpcs_in(json_extract(i.asked, '$.productOrService')),
    hcpcs_in(json_extract(i.answered, '$.productOrService'))) as hcpcs_code,
  day_of(coalesce(
    text_at(i.held, '$.valuePeriod.start'), text_at(i.asked, '$.servicedPeriod.start'), text_at(i.asked, '$.servicedDate'),
    text_at(r.answer, '$.preAuthPeriod.start'), text_at(i.answered, '$.servicedPeriod.start'),
    text_at(r.claim, '$.billablePeriod.start'), r.requested
  )) as start_date,
  day_of(coalesce(
    text_at(i.held, '$.valuePeriod.end'), text_at(i.asked, '$.servicedPeriod.end'), text_at(i.asked, '$.servicedDate'),
    text_at(r.answer, '$.preAuthPeriod.end'), text_at(i.answered, '$.servicedPeriod.end')
  )) as end_date,
  case
    when r.claim_status = 'cancelled' then 'cancelled'
    when d.code in ('A3', 'NA') then 'denied'
    when d.code in ('A4', 'CT') or r.answer is null or r.outcome = 'queued' then 'pended'
    when r.outcome = 'error' then 'denied'
    else 'approved'
  end as status,
  coalesce(
    text_at(extension_of(i.review, 'quantity'), '$.valueQuantity.value'), text_at(i.asked, '$.quantity.value'),
    text_at(i.answered, '$.quantity.value')
  ) as approved_quantity,
  day_of(r.requested) as requested_date,
  case when r.requested like '%T%' then r.requested end as requested_at,
  case when r.answer is not null then day_of(r.decided) end as decided_date,
  case when r.decided like '%T%' then r.decided end as decided_at,
  case when d.code in ('A3', 'NA', 'A6') then d.reason end as decision_reason,
  case
    when hcpcs_in(json_extract(i.asked, '$.productOrService')) is null then null
    when f.category = 'drug' then 'true' else 'false'
  end as is_drug
from fhir_request as r
join fhir_request_item as i on i.number = r.number
join fhir_review as d on d.number = i.number and d.sequence = i.sequence
left join fhir_code as f on f.code = hcpcs_in(json_extract(i.asked, '$.productOrService'))
