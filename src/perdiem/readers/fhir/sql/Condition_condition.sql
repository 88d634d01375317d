-- condition: one row a Condition that was not refuted.
with ranked as (
  select a.number, min(try_cast(text_at(e.part, '$.rank') as bigint)) as rank
  from (
    select number, unnest(parts(doc, '$.diagnosis')) as part from fhir_of where type = 'Encounter'
  ) as e
  join fhir_address as a on a.address = address_of(e.number, text_at(e.part, '$.condition.reference'))
  group by a.number
)
select
  r.number as fhir_number,
  r.file as perdiem_file,
  r.place as perdiem_row,
  r.id as condition_id,
  r.member_id,
  r.person_id,
  coalesce(e.id, id_of(text_at(r.doc, '$.encounter.reference'))) as encounter_id,
  day_of(coalesce(text_at(r.doc, '$.onsetDateTime'), text_at(r.doc, '$.onsetPeriod.start'))) as onset_date,
  day_of(text_at(r.doc, '$.recordedDate')) as recorded_date,
  day_of(coalesce(text_at(r.doc, '$.abatementDateTime'), text_at(r.doc, '$.abatementPeriod.end'))) as resolved_date,
  case
    when icd10cm_in(c.code) is not null then 'icd-10-cm' when icd9cm_in(c.code) is not null then 'icd-9-cm'
    when snomed_in(c.code) is not null then 'snomed-ct' else text_at(c.code, '$.coding[0].system')
  end as normalized_code_type,
  coalesce(icd10cm_in(c.code), icd9cm_in(c.code), snomed_in(c.code), any_code(c.code)) as normalized_code,
  k.rank as condition_rank,
  text_at(r.doc, '$.meta.source') as data_source
from (select number, json_extract(doc, '$.code') as code from fhir_of where type = 'Condition') as c
join fhir_of as r on r.number = c.number
left join fhir_address as a on a.address = address_of(r.number, text_at(r.doc, '$.encounter.reference'))
left join fhir_resource as e on e.number = a.number
left join ranked as k on k.number = r.number
where coalesce(any_code(json_extract(r.doc, '$.verificationStatus')), '') not in ('refuted', 'entered-in-error')
