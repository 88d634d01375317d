-- procedure: one row a Procedure that was done or begun.
select
  r.number as fhir_number,
  r.file as perdiem_file,
  r.place as perdiem_row,
  r.id as procedure_id,
  coalesce(e.id, id_of(text_at(r.doc, '$.encounter.reference'))) as encounter_id,
  r.member_id,
  r.person_id,
  day_of(coalesce(
    text_at(r.doc, '$.performedDateTime'), text_at(r.doc, '$.performedPeriod.start'), text_at(r.doc, '$.performedString')
  )) as procedure_date,
  case
    when hcpcs_in(c.code) is not null then 'hcpcs' when icd10pcs_in(c.code) is not null then 'icd-10-pcs'
    when snomed_in(c.code) is not null then 'snomed-ct' else text_at(c.code, '$.coding[0].system')
  end as normalized_code_type,
  coalesce(hcpcs_in(c.code), icd10pcs_in(c.code), snomed_in(c.code), any_code(c.code)) as normalized_code,
  case
    when any_code(c.outcome) = '385671000' or regexp_matches(words_of(c.outcome), 'unsuccess|fail') then 'failed'
    when text_at(r.doc, '$.status') = 'stopped' then 'stopped'
    when text_at(r.doc, '$.status') = 'completed' then 'completed'
  end as outcome,
  coalesce(shown(json_extract(r.doc, '$.statusReason')), shown(json_extract(r.doc, '$.complication[0]')))
    as outcome_reason,
  coalesce(n.npi, npi_in(json_array(json_extract(r.doc, '$.performer[0].actor.identifier')))) as practitioner_npi,
  text_at(r.doc, '$.meta.source') as data_source
from (
  select number, json_extract(doc, '$.code') as code, json_extract(doc, '$.outcome') as outcome
  from fhir_of
  where type = 'Procedure'
) as c
join fhir_of as r on r.number = c.number
left join fhir_address as a on a.address = address_of(r.number, text_at(r.doc, '$.encounter.reference'))
left join fhir_resource as e on e.number = a.number
left join fhir_npi as n on n.address = address_of(r.number, text_at(r.doc, '$.performer[0].actor.reference'))
where coalesce(text_at(r.doc, '$.status'), '') not in ('entered-in-error', 'not-done', 'preparation')
