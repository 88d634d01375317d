-- claim_line: one row an item of an ExplanationOfBenefit of a professional or institutional claim.
--
-- The charge is what was submitted, else the net amount. Diagnoses are the claim's, in the order of their sequence.
with said as (
  select
    r.*,
    case
      when regexp_matches(words_of(json_extract(r.doc, '$.type')), 'professional') then 'professional'
      when regexp_matches(words_of(json_extract(r.doc, '$.type')), 'institutional') then 'institutional'
    end as form,
    coalesce(p.npi, npi_in(json_array(json_extract(r.doc, '$.provider.identifier')))) as billing_npi,
    coalesce(text_at(r.doc, '$.provider.display'), p.name) as billing_name,
    coalesce(text_at(r.doc, '$.insurer.display'), n.name) as payer
  from fhir_of as r
  left join fhir_npi as p on p.address = address_of(r.number, text_at(r.doc, '$.provider.reference'))
  left join fhir_npi as n on n.address = address_of(r.number, text_at(r.doc, '$.insurer.reference'))
  where r.type = 'ExplanationOfBenefit' and text_at(r.doc, '$.status') = 'active'
    and coalesce(text_at(r.doc, '$.use'), 'claim') = 'claim'
),
diagnosis as (
  select number, list(code order by sequence) as codes
  from (
    select d.number, coalesce(try_cast(text_at(d.part, '$.sequence') as bigint), d.place_of_part) as sequence,
      coalesce(icd10cm_in(json_extract(d.part, '$.diagnosisCodeableConcept')), icd10cm_in(json_extract(c.doc, '$.code'))) as code
    from (
      select number, unnest(parts(doc, '$.diagnosis')) as part, generate_subscripts(parts(doc, '$.diagnosis'), 1)
        as place_of_part
      from said
    ) as d
    left join fhir_address as a on a.address = address_of(d.number, text_at(d.part, '$.diagnosisReference.reference'))
    left join fhir_resource as c on c.number = a.number
  )
  where code is not null
  group by number
),
item as (
  select s.*, unnest(parts(s.doc, '$.item')) as item, generate_subscripts(parts(s.doc, '$.item'), 1) as place_of_item
  from said as s
  where s.form is not null
),
amount as (
  select
    i.number,
    i.place_of_item,
    max(text_at(p.part, '$.amount.value')) filter (any_code(json_extract(p.part, '$.category')) = 'submitted') as submitted,
    max(text_at(p.part, '$.amount.value')) filter (any_code(json_extract(p.part, '$.category')) in ('eligible', 'allowed'))
      as allowed,
    max(text_at(p.part, '$.amount.value')) filter (any_code(json_extract(p.part, '$.category'))
      in ('benefit', 'paidtoprovider', 'paid')) as paid
  from item as i, unnest(coalesce(parts(i.item, '$.adjudication'), [])) as p (part)
  group by i.number, i.place_of_item
)
select
  i.number as fhir_number,
  i.file as perdiem_file,
  i.place as perdiem_row,
  coalesce(text_at(i.doc, '$.identifier[0].value'), i.id) as claim_id,
  i.id as claim_key,
  i.place_of_item as claim_line_number,
  i.form as claim_type,
  i.payer,
  i.person_id,
  i.member_id,
  day_of(text_at(i.doc, '$.billablePeriod.start')) as claim_start_date,
  day_of(text_at(i.doc, '$.billablePeriod.end')) as claim_end_date,
  day_of(coalesce(text_at(i.item, '$.servicedDate'), text_at(i.item, '$.servicedPeriod.start'))) as claim_line_start_date,
  day_of(coalesce(text_at(i.item, '$.servicedDate'), text_at(i.item, '$.servicedPeriod.end'),
    text_at(i.item, '$.servicedPeriod.start'))) as claim_line_end_date,
  code_in(json_extract(i.item, '$.locationCodeableConcept'), 'place-of-service|ex-serviceplace') as place_of_service_code,
  lpad(any_code(json_extract(i.item, '$.revenue')), 4, '0') as revenue_center_code,
  coalesce(hcpcs_in(json_extract(i.item, '$.productOrService')), case when hcpcs_in(json_extract(i.item, '$.productOrService'))
    is null and regexp_full_match(any_code(json_extract(i.item, '$.productOrService')), '[A-Z0-9]\d{3}[A-Z0-9]')
    then any_code(json_extract(i.item, '$.productOrService')) end) as hcpcs_code,
  any_code(json_extract(i.item, '$.modifier[0]')) as hcpcs_modifier_1,
  any_code(json_extract(i.item, '$.modifier[1]')) as hcpcs_modifier_2,
  any_code(json_extract(i.item, '$.modifier[2]')) as hcpcs_modifier_3,
  any_code(json_extract(i.item, '$.modifier[3]')) as hcpcs_modifier_4,
  text_at(i.item, '$.quantity.value') as service_unit_quantity,
  coalesce(a.submitted, text_at(i.item, '$.net.value')) as charge_amount,
  a.allowed as allowed_amount,
  a.paid as paid_amount,
  ndc_in(json_extract(i.item, '$.productOrService')) as ndc,
  text_at(i.doc, '$.preAuthRef[0]') as claim_authorization_number,
  i.billing_npi,
  i.billing_name,
  case when d.codes[1] is not null then 'icd-10-cm' end as diagnosis_code_type,
  d.codes[1] as diagnosis_code_1,
  d.codes[2] as diagnosis_code_2,
  d.codes[3] as diagnosis_code_3,
  d.codes[4] as diagnosis_code_4,
  d.codes[5] as diagnosis_code_5,
  d.codes[6] as diagnosis_code_6,
  d.codes[7] as diagnosis_code_7,
  d.codes[8] as diagnosis_code_8,
  day_of(text_at(i.doc, '$.created')) as received_date,
  i.file as source_file
from item as i
left join amount as a on a.number = i.number and a.place_of_item = i.place_of_item
left join diagnosis as d on d.number = i.number
