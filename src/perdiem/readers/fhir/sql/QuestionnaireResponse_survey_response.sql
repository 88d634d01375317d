-- survey_response: one row an answer with a score in a QuestionnaireResponse of a satisfaction survey.
--
-- A survey is one of satisfaction where its address or title says so. Items named after columns describe the patient.
select
  r.number as fhir_number,
  r.file as perdiem_file,
  r.place as perdiem_row,
  r.id as response_id,
  a.link as question_id,
  r.member_id,
  day_of(text_at(r.doc, '$.authored')) as survey_date,
  q.survey as survey_id,
  case when regexp_matches(lower(concat_ws(' ', a.link, a.text)), 'site.?of.?care|setting|suite') then 'site_of_care'
    else 'services' end as subject,
  coalesce(a.text, a.link) as topic,
  a.score,
  cast(b.best as varchar) as highest_score,
  cast(try_cast(a.score as double) = b.best as varchar) as is_top_box,
  lower(q.care_setting) as care_setting,
  q.therapy,
  q.days_on_service,
  q.home_infusions,
  q.is_discharged,
  q.is_self_injected,
  q.is_with_hospice,
  n.npi as site_npi
from fhir_of as r
join fhir_answered as q on q.number = r.number and q.is_satisfaction
join fhir_answer as a on a.number = r.number and a.score is not null
left join fhir_best as b on b.url = q.url and b.link = a.link
left join fhir_npi as n on n.address = address_of(r.number, text_at(r.doc, '$.author.reference'))
where a.link not in ('care_setting', 'therapy', 'days_on_service', 'home_infusions', 'is_discharged',
  'is_self_injected', 'is_with_hospice')
