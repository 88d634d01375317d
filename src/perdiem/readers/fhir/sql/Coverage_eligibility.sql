-- eligibility: one row a Coverage in force, with what the patient's record says of the member.
--
-- The line of business is told by the kind of coverage: the payment typology of public health data, else its words.
with said as (
  select
    r.*,
    m.birth_date,
    m.state,
    coalesce(text_at(r.doc, '$.payor[0].display'), n.name) as payer,
    code_in(json_extract(r.doc, '$.type'), 'sopt|payertype|113883\.3\.221\.5') as typology,
    lower(concat_ws(' ', words_of(json_extract(r.doc, '$.type')), text_at(r.doc, '$.class[0].name'),
      text_at(r.doc, '$.payor[0].display'), n.name)) as words
  from fhir_of as r
  left join fhir_address as a on a.address = address_of(r.number, text_at(r.doc, '$.beneficiary.reference'))
  left join fhir_member as m on m.number = a.number
  left join fhir_npi as n on n.address = address_of(r.number, text_at(r.doc, '$.payor[0].reference'))
  where r.type = 'Coverage' and text_at(r.doc, '$.status') in ('active', 'cancelled')
)
select
  s.number as fhir_number,
  s.file as perdiem_file,
  s.place as perdiem_row,
  coalesce(text_at(s.doc, '$.subscriberId'), text_at(s.doc, '$.identifier[0].value'), s.member_id) as member_id,
  s.person_id,
  day_of(text_at(s.doc, '$.period.start')) as enrollment_start_date,
  day_of(text_at(s.doc, '$.period.end')) as enrollment_end_date,
  s.payer,
  shown(json_extract(s.doc, '$.type')) as payer_type,
  coalesce(text_at(list_extract(list_filter(parts(s.doc, '$.class'), lambda x:
    json_extract_string(x, '$.type.coding[0].code') = 'plan'), 1), '$.name'), text_at(s.doc, '$.class[0].name')) as plan,
  case
    when starts_with(s.typology, '11') then 'medicare_advantage'
    when starts_with(s.typology, '21') then 'managed_medicaid'
    when starts_with(s.typology, '22') then 'medicaid_ffs'
    when starts_with(s.typology, '5') or starts_with(s.typology, '6') then 'commercial'
    when starts_with(s.typology, '31') then 'tricare'
    when starts_with(s.typology, '95') then 'workers_compensation'
    when regexp_matches(s.words, 'medicare advantage|medicare part c|medicare managed|medicare hmo') then 'medicare_advantage'
    when regexp_matches(s.words, 'medigap|medicare supplement') then 'medicare_supplement'
    when regexp_matches(s.words, 'medicaid.*(managed|mco|hmo)|managed medicaid') then 'managed_medicaid'
    when regexp_matches(s.words, 'medicaid') then 'medicaid_ffs'
    when regexp_matches(s.words, 'tricare') then 'tricare'
    when regexp_matches(s.words, 'worker') then 'workers_compensation'
    when regexp_matches(s.words, 'marketplace|exchange|qualified health plan') then 'exchange'
    when regexp_matches(s.words, 'self.?funded|self.?insured') then 'self_funded'
    when regexp_matches(s.words, 'commercial|ppo|\bhmo\b|employer|ehcpol|managed care') and not regexp_matches(s.words, 'medicare')
      then 'commercial'
  end as line_of_business,
  s.state,
  s.birth_date
from said as s
