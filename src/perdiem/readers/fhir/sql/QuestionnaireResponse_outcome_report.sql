-- outcome_report: one row an answer with a score in a QuestionnaireResponse that is no survey of satisfaction.
select
  r.number as fhir_number,
  r.file as perdiem_file,
  r.place as perdiem_row,
  r.id as report_id,
  r.member_id,
  day_of(text_at(r.doc, '$.authored')) as report_date,
  coalesce(q.survey, 'not named') as instrument,
  a.link as measure,
  a.score as value,
  q.therapy,
  n.npi as site_npi
from fhir_of as r
join fhir_answered as q on q.number = r.number and not coalesce(q.is_satisfaction, false)
join fhir_answer as a on a.number = r.number and a.score is not null
left join fhir_npi as n on n.address = address_of(r.number, text_at(r.doc, '$.author.reference'))
where a.link not in ('therapy', 'days_on_service', 'home_infusions')
