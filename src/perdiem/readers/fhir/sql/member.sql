-- fhir_coverage: one row a Coverage with a number of its own, in the order in which a patient's are asked.
create or replace temp table fhir_coverage as
select
  a.number as patient_number,
  coalesce(text_at(c.doc, '$.subscriberId'), text_at(c.doc, '$.identifier[0].value')) as member_id,
  day_of(text_at(c.doc, '$.period.start')) as first_day,
  day_of(text_at(c.doc, '$.period.end')) as last_day,
  row_number() over (
    partition by a.number
    order by try_cast(text_at(c.doc, '$.order') as bigint) nulls last,
      text_at(c.doc, '$.period.start') desc nulls last, c.number
  ) as place
from fhir_resource as c
join fhir_address as a on a.address = address_of(c.number, text_at(c.doc, '$.beneficiary.reference'))
where c.type = 'Coverage' and not c.is_contained
  and coalesce(text_at(c.doc, '$.status'), 'active') in ('active', 'cancelled')
  and coalesce(text_at(c.doc, '$.subscriberId'), text_at(c.doc, '$.identifier[0].value')) is not null
;
-- fhir_member: one row a patient, with the number that claims know the member by.
--
-- It is the subscriber's number of the coverage in order, else the patient's identifier of type MB, else the id.
create or replace temp table fhir_member as
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
left join fhir_coverage as c on c.patient_number = p.number and c.place = 1
where p.type = 'Patient'
;
-- fhir_of: one row a resource with its member; where the patient is not among the resources, the id that is referred to.
-- A patient with several numbers goes by that of the coverage in force on the resource's day, the first of them in order.
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
),
happened as (
  select
    n.number,
    a.number as patient_number,
    day_of(coalesce(
      text_at(n.doc, '$.effectiveDateTime'), text_at(n.doc, '$.effectivePeriod.start'), text_at(n.doc, '$.period.start'),
      text_at(n.doc, '$.performedDateTime'), text_at(n.doc, '$.performedPeriod.start'),
      text_at(n.doc, '$.whenHandedOver'), text_at(n.doc, '$.whenPrepared'),
      text_at(n.doc, '$.timingPeriod.start'), text_at(n.doc, '$.timingDateTime'), text_at(n.doc, '$.billablePeriod.start'),
      text_at(n.doc, '$.item[0].servicedPeriod.start'), text_at(n.doc, '$.item[0].servicedDate'),
      text_at(n.doc, '$.date'), text_at(n.doc, '$.authoredOn'), text_at(n.doc, '$.authored'),
      text_at(n.doc, '$.onsetDateTime'), text_at(n.doc, '$.recordedDate'), text_at(n.doc, '$.created')
    )) as day
  from named as n
  join fhir_address as a on a.address = address_of(n.number, n.patient)
  join (
    select patient_number from fhir_coverage group by patient_number having count(distinct member_id) > 1
  ) as s on s.patient_number = a.number
  where n.type <> 'Coverage'
),
in_force as (
  select h.number, c.member_id
  from happened as h
  join fhir_coverage as c
    on c.patient_number = h.patient_number
    and (c.first_day is null or c.first_day <= h.day)
    and (c.last_day is null or left(h.day, length(c.last_day)) <= c.last_day)
  qualify row_number() over (partition by h.number order by c.place) = 1
)
select
  n.number, n.file, n.place, n.type, n.id, n.doc, n.patient,
  coalesce(f.member_id, m.member_id, n.patient_identifier, nullif(id_of(n.patient), '')) as member_id,
  coalesce(m.person_id, n.patient_identifier, nullif(id_of(n.patient), '')) as person_id,
  m.number is not null as is_patient_known
from named as n
left join fhir_address as a on a.address = address_of(n.number, n.patient)
left join fhir_member as m on m.number = a.number
left join in_force as f on f.number = n.number
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
