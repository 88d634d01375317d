-- fhir_member: one row a patient, with the number that claims know the member by.
--
-- It is the subscriber's number of the coverage in order, else the patient's identifier of type MB, else the id.
create or replace temp table fhir_member as
with coverage as (
  select
    a.number,
    coalesce(text_at(c.doc, '$.subscriberId'), text_at(c.doc, '$.identifier[0].value')) as member_id,
    row_number() over (
      partition by a.number
      order by try_cast(text_at(c.doc, '$.order') as bigint) nulls last,
        text_at(c.doc, '$.period.start') desc nulls last, c.number
    ) as place
  from fhir_resource as c
  join fhir_address as a on a.address = address_of(c.number, text_at(c.doc, '$.beneficiary.reference'))
  where c.type = 'Coverage' and not c.is_contained
    and coalesce(text_at(c.doc, '$.subscriberId'), text_at(c.doc, '$.identifier[0].value')) is not null
)
select
  p.number,
  p.id as person_id,
  coalesce(
    c.member_id,
    json_extract_string(list_extract(list_filter(parts(p.doc, '$.identifier'), lambda x:
      json_extract_string(x, '$.type.coding[0].code') = 'MB'), 1), '$.value'),
    p.id
  ) as member_id,
  text_at(p.doc, '$.birthDate') as birth_date,
  text_at(p.doc, '$.address[0].state') as state
from fhir_resource as p
left join coverage as c on c.number = p.number and c.place = 1
where p.type = 'Patient'
;
-- fhir_of: one row a resource with its member; where the patient is not among the resources, the id that is referred to.
create or replace temp table fhir_of as
with named as (
  select
    r.*,
    coalesce(
      text_at(r.doc, '$.subject.reference'), text_at(r.doc, '$.patient.reference'),
      text_at(r.doc, '$.beneficiary.reference'), text_at(r.doc, '$.for.reference'), text_at(r.doc, '$.source.reference')
    ) as patient,
    coalesce(
      text_at(r.doc, '$.subject.identifier.value'), text_at(r.doc, '$.patient.identifier.value')
    ) as patient_identifier
  from fhir_resource as r
  where not r.is_contained
)
select
  n.number, n.file, n.place, n.type, n.id, n.doc, n.patient,
  coalesce(m.member_id, n.patient_identifier, nullif(id_of(n.patient), '')) as member_id,
  coalesce(m.person_id, n.patient_identifier, nullif(id_of(n.patient), '')) as person_id,
  m.number is not null as is_patient_known
from named as n
left join fhir_address as a on a.address = address_of(n.number, n.patient)
left join fhir_member as m on m.number = a.number
;
-- fhir_npi: one row an address of a practitioner, a role, an organization or a place, with its NPI and name.
create or replace temp table fhir_npi as
select
  a.address,
  npi_in(json_extract(r.doc, '$.identifier')) as npi,
  coalesce(text_at(r.doc, '$.name'), text_at(r.doc, '$.name[0].family')) as name,
  r.type,
  words_of(json_extract(r.doc, '$.type[0]')) as kind
from fhir_resource as r
join fhir_address as a on a.number = r.number
where r.type in ('Practitioner', 'Organization', 'Location', 'HealthcareService')
union all
select a.address, coalesce(npi_in(json_extract(p.doc, '$.identifier')), npi_in(json_extract(r.doc, '$.identifier'))),
  null, r.type, null
from fhir_resource as r
join fhir_address as a on a.number = r.number
left join fhir_address as b on b.address = address_of(r.number, text_at(r.doc, '$.practitioner.reference'))
left join fhir_resource as p on p.number = b.number
where r.type = 'PractitionerRole'
;
-- fhir_drug: one row an order, dispense or administration, with its drug's concept.
create or replace temp table fhir_drug as
select
  r.number,
  coalesce(json_extract(m.doc, '$.code'), json_extract(r.doc, '$.medicationCodeableConcept')) as concept
from fhir_of as r
left join fhir_address as a on a.address = address_of(r.number, text_at(r.doc, '$.medicationReference.reference'))
left join fhir_resource as m on m.number = a.number and m.type = 'Medication'
where r.type in ('MedicationRequest', 'MedicationDispense', 'MedicationAdministration')
;
