-- fhir_answer: one row an answered item of a QuestionnaireResponse, however deep it stands.
create or replace temp table fhir_answer as
with recursive item as (
  select number, doc as part, 0 as depth from fhir_of
  where type = 'QuestionnaireResponse' and text_at(doc, '$.status') in ('completed', 'amended')
  union all
  select number, unnest(
    coalesce(parts(part, '$.item'), []) || coalesce(parts(part, '$.answer[0].item'), [])
  ), depth + 1
  from item
  where depth < 12
),
answered as (
  select
    number,
    text_at(part, '$.linkId') as link,
    text_at(part, '$.text') as text,
    json_extract(part, '$.answer[0]') as answer
  from item
  where depth > 0 and json_extract(part, '$.answer[0]') is not null
)
select
  number,
  link,
  text,
  answer,
  coalesce(
    text_at(answer, '$.valueInteger'), text_at(answer, '$.valueDecimal'), text_at(answer, '$.valueQuantity.value'),
    text_at(extension_of(json_extract(answer, '$.valueCoding'), 'ordinalValue'), '$.valueDecimal'),
    text_at(extension_of(json_extract(answer, '$.valueCoding'), 'itemWeight'), '$.valueDecimal'),
    case when regexp_full_match(text_at(answer, '$.valueCoding.code'), '\d{1,3}') then text_at(answer, '$.valueCoding.code') end
  ) as score,
  coalesce(
    text_at(answer, '$.valueString'), text_at(answer, '$.valueCoding.code'), text_at(answer, '$.valueBoolean'),
    text_at(answer, '$.valueInteger')
  ) as said
from answered
;
-- fhir_answered: one row a QuestionnaireResponse: the survey, and what it says of the patient in items so named.
create or replace temp table fhir_answered as
with questionnaire as (
  select
    text_at(q.doc, '$.url') as url,
    lower(concat_ws(' ', text_at(q.doc, '$.title'), text_at(q.doc, '$.name'), text_at(q.doc, '$.code[0].display'))) as words
  from fhir_resource as q
  where q.type = 'Questionnaire'
)
select
  r.number,
  split_part(text_at(r.doc, '$.questionnaire'), '|', 1) as url,
  regexp_extract(split_part(text_at(r.doc, '$.questionnaire'), '|', 1), '([^/]+)$', 1)
    || coalesce('|' || nullif(split_part(text_at(r.doc, '$.questionnaire'), '|', 2), ''), '') as survey,
  regexp_matches(
    concat_ws(' ', lower(text_at(r.doc, '$.questionnaire')), q.words), 'satisf|experience|cahps|nhif'
  ) as is_satisfaction,
  a.care_setting, a.therapy, a.days_on_service, a.home_infusions, a.is_discharged, a.is_self_injected, a.is_with_hospice
from fhir_of as r
left join (select url, max(words) as words from questionnaire group by url) as q
  on q.url = split_part(text_at(r.doc, '$.questionnaire'), '|', 1)
left join (
  select
    number,
    max(said) filter (link = 'care_setting') as care_setting,
    max(said) filter (link = 'therapy') as therapy,
    max(said) filter (link = 'days_on_service') as days_on_service,
    max(said) filter (link = 'home_infusions') as home_infusions,
    max(said) filter (link = 'is_discharged') as is_discharged,
    max(said) filter (link = 'is_self_injected') as is_self_injected,
    max(said) filter (link = 'is_with_hospice') as is_with_hospice
  from fhir_answer
  group by number
) as a on a.number = r.number
where r.type = 'QuestionnaireResponse'
;
-- fhir_best: one row a question of a Questionnaire whose answers have ranks: the best of them.
create or replace temp table fhir_best as
with recursive item as (
  select text_at(doc, '$.url') as url, doc as part, 0 as depth from fhir_resource where type = 'Questionnaire'
  union all
  select url, unnest(coalesce(parts(part, '$.item'), [])), depth + 1 from item where depth < 12
)
select
  url,
  text_at(part, '$.linkId') as link,
  list_max(list_transform(parts(part, '$.answerOption'), lambda x: try_cast(coalesce(
    json_extract_string(x, '$.valueInteger'),
    json_extract_string(json_extract(x, '$.valueCoding.extension[0]'), '$.valueDecimal'),
    json_extract_string(json_extract(x, '$.extension[0]'), '$.valueDecimal'),
    json_extract_string(x, '$.valueCoding.code')
  ) as double))) as best
from item
where depth > 0 and text_at(part, '$.linkId') is not null
