-- outcome_report: one row an Observation of a survey that has a number: a score that a patient reported.
select
  r.number as fhir_number,
  r.file as perdiem_file,
  r.place as perdiem_row,
  r.id as report_id,
  r.member_id,
  day_of(coalesce(
    text_at(r.doc, '$.effectiveDateTime'), text_at(r.doc, '$.effectivePeriod.start'), text_at(r.doc, '$.issued')
  )) as report_date,
  coalesce(shown(json_extract(r.doc, '$.method')), shown(json_extract(r.doc, '$.code'))) as instrument,
  coalesce(any_code(json_extract(r.doc, '$.code')), text_at(r.doc, '$.code.text')) as measure,
  coalesce(text_at(r.doc, '$.valueQuantity.value'), text_at(r.doc, '$.valueInteger')) as value
from fhir_of as r
where r.type = 'Observation'
  and text_at(r.doc, '$.status') in ('final', 'amended', 'corrected')
  and contains(array_to_string(list_transform(
    parts(r.doc, '$.category'), lambda x: json_extract_string(x, '$.coding[0].code')), ' '), 'survey')
  and coalesce(text_at(r.doc, '$.valueQuantity.value'), text_at(r.doc, '$.valueInteger')) is not null
