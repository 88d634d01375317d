-- encounter: one row an Encounter that took place.
--
-- A visit is one to an outpatient department where its place or provider is a hospital, else to an office.
with said as (
  select
    r.*,
    upper(coalesce(text_at(r.doc, '$.class.code'), text_at(r.doc, '$.class'))) as class,
    json_extract(r.doc, '$.hospitalization') as stay,
    coalesce(s.npi, l.npi) as facility_npi,
    coalesce(id_of(text_at(r.doc, '$.serviceProvider.reference')), id_of(text_at(r.doc, '$.location[0].location.reference')))
      as facility_id,
    regexp_matches(
      concat_ws(' ', s.kind, l.kind, lower(s.name), lower(l.name), words_of(json_extract(r.doc, '$.serviceType'))),
      'hospital|\bhosp\b|outpatient'
    ) as is_hospital
  from fhir_of as r
  left join fhir_npi as s on s.address = address_of(r.number, text_at(r.doc, '$.serviceProvider.reference'))
  left join fhir_npi as l on l.address = address_of(r.number, text_at(r.doc, '$.location[0].location.reference'))
  where r.type = 'Encounter' and coalesce(text_at(r.doc, '$.status'), '') not in ('planned', 'cancelled', 'entered-in-error')
),
diagnosed as (
  select number, concept
  from (
    select
      e.number,
      json_extract(c.doc, '$.code') as concept,
      row_number() over (
        partition by e.number
        order by coalesce(try_cast(text_at(e.part, '$.rank') as bigint), 99), e.place_of_part
      ) as place_of_rank
    from (
      select number, unnest(parts(doc, '$.diagnosis')) as part,
        generate_subscripts(parts(doc, '$.diagnosis'), 1) as place_of_part
      from said
    ) as e
    join fhir_address as a on a.address = address_of(e.number, text_at(e.part, '$.condition.reference'))
    join fhir_resource as c on c.number = a.number and c.type = 'Condition'
  )
  where place_of_rank = 1
)
select
  s.number as fhir_number,
  s.file as perdiem_file,
  s.place as perdiem_row,
  s.id as encounter_id,
  s.member_id,
  s.person_id,
  case
    when s.class in ('IMP', 'ACUTE') then 'acute inpatient'
    when s.class = 'NONAC' then 'inpatient skilled nursing'
    when s.class = 'EMER' then 'emergency department'
    when s.class in ('OBSENC', 'SS') then 'observation'
    when s.class = 'HH' then 'home health'
    when s.class = 'VR' then 'telehealth'
    when s.class in ('AMB', 'FLD', 'OUTPATIENT') and s.is_hospital then 'outpatient hospital or clinic'
    when s.class in ('AMB', 'FLD', 'OUTPATIENT') then 'office visit'
    else lower(s.class)
  end as encounter_type,
  day_of(text_at(s.doc, '$.period.start')) as encounter_start_date,
  day_of(text_at(s.doc, '$.period.end')) as encounter_end_date,
  case upper(any_code(json_extract(s.doc, '$.priority'))) when 'EM' then '1' when 'UR' then '2' when 'EL' then '3' end
    as admit_type_code,
  text_at(s.stay, '$.admitSource.coding[0].code') as admit_source_code,
  case lower(text_at(s.stay, '$.dischargeDisposition.coding[0].code'))
    when 'home' then '01' when 'alt-home' then '01' when 'other-hcf' then '70' when 'hosp' then '50'
    when 'long' then '63' when 'aadvice' then '07' when 'exp' then '20' when 'psy' then '65' when 'rehab' then '62'
    when 'snf' then '03' when 'oth' then null
    else text_at(s.stay, '$.dischargeDisposition.coding[0].code')
  end as discharge_disposition_code,
  s.facility_id,
  s.facility_npi,
  case
    when icd10cm_in(d.concept) is not null then 'icd-10-cm' when icd9cm_in(d.concept) is not null then 'icd-9-cm'
  end as primary_diagnosis_code_type,
  coalesce(icd10cm_in(d.concept), icd9cm_in(d.concept)) as primary_diagnosis_code,
  text_at(s.doc, '$.meta.source') as data_source
from said as s
left join diagnosed as d on d.number = s.number
