-- authorization: one row a Claim of use preauthorization with its latest ClaimResponse.
--
-- A request is denied where each of its items is, pended where one is, else approved; without items, as the outcome
-- says. A request without an answer is pended.
with item as (
  select i.number,
    count(*) as items,
    count(*) filter (d.code in ('A3', 'NA')) as denied,
    count(*) filter (d.code in ('A4', 'CT')) as pended,
    count(*) filter (d.code is null) as silent
  from fhir_request_item as i
  join fhir_review as d on d.number = i.number and d.sequence = i.sequence
  group by i.number
)
select
  r.number as fhir_number,
  r.file as perdiem_file,
  r.place as perdiem_row,
  r.authorization_number,
  r.member_id,
  day_of(r.requested) as requested_date,
  case when r.answer is not null then day_of(r.decided) end as decided_date,
  coalesce(p.npi, npi_in(json_array(json_extract(r.claim, '$.provider.identifier')))) as requested_by_npi,
  case
    when r.claim_status = 'cancelled' then 'cancelled'
    when r.answer is null or r.outcome = 'queued' or i.pended > 0 then 'pended'
    when i.items > 0 and i.denied = i.items then 'denied'
    when r.outcome = 'error' then 'denied'
    else 'approved'
  end as status,
  case when r.requested like '%T%' then r.requested end as requested_at,
  case when r.decided like '%T%' then r.decided end as decided_at,
  case when any_code(json_extract(r.claim, '$.priority')) = 'stat' then 'expedited' else 'standard' end as priority,
  coalesce(text_at(r.answer, '$.disposition'), shown(json_extract(r.answer, '$.error[0].code'))) as decision_reason
from fhir_request as r
left join item as i on i.number = r.number
left join fhir_npi as p on p.address = address_of(r.number, text_at(r.claim, '$.provider.reference'))
