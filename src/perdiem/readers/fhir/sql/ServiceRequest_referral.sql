-- referral: one row a ServiceRequest that asks for home infusion, with the Task that says what became of it.
--
-- It is one where a Task is about it, where its category or words say referral or home infusion, or where its code is
-- a per diem. Reasons of refusal are told by their words.
with task as (
  select *
  from (
    select
      a.number as about,
      t.doc,
      row_number() over (
        partition by a.number order by text_at(t.doc, '$.lastModified') desc nulls last, t.number desc
      ) as place_of_task
    from fhir_of as t
    join fhir_address as a on a.address = address_of(t.number, text_at(t.doc, '$.focus.reference'))
    where t.type = 'Task' and text_at(t.doc, '$.status') <> 'entered-in-error'
  )
  where place_of_task = 1
),
said as (
  select
    r.*,
    t.doc as task,
    t.about is not null as has_task,
    hcpcs_in(json_extract(r.doc, '$.code')) as code,
    concat_ws(' ', words_of(json_extract(r.doc, '$.code')), words_of(json_extract(r.doc, '$.category[0]'))) as words,
    text_at(t.doc, '$.status') as status,
    lower(concat_ws(' ', words_of(json_extract(t.doc, '$.statusReason')), text_at(t.doc, '$.note[0].text'))) as why
  from fhir_of as r
  left join task as t on t.about = r.number
  where r.type = 'ServiceRequest' and coalesce(text_at(r.doc, '$.status'), '') not in ('entered-in-error', 'draft')
    and coalesce(text_at(r.doc, '$.intent'), '') not in ('proposal', 'plan', 'option')
)
select
  s.number as fhir_number,
  s.file as perdiem_file,
  s.place as perdiem_row,
  s.id as referral_id,
  s.member_id,
  s.person_id,
  day_of(coalesce(text_at(s.doc, '$.authoredOn'), text_at(s.task, '$.authoredOn'))) as referral_date,
  case
    when s.status in ('accepted', 'ready', 'in-progress', 'completed') then 'accepted'
    when s.status in ('rejected', 'failed') then 'declined'
  end as decision,
  case when s.status in ('accepted', 'ready', 'in-progress', 'completed', 'rejected', 'failed')
    then day_of(text_at(s.task, '$.lastModified')) end as decision_date,
  case
    when s.status not in ('rejected', 'failed') or s.status is null then null
    when regexp_matches(s.why, 'certif') then 'home_health_certification'
    when regexp_matches(s.why, 'network') then 'out_of_network'
    when regexp_matches(s.why, 'authori') then 'no_authorization'
    when regexp_matches(s.why, 'coverage|eligib|not covered|benefit') then 'no_coverage'
    when regexp_matches(s.why, 'rate|reimburs|payment') then 'rate_too_low'
    when regexp_matches(s.why, 'nurs|staff|capacity') then 'no_nurse'
    when regexp_matches(s.why, '\barea\b|distance|location') then 'out_of_area'
    when regexp_matches(s.why, 'patient|family|declin') then 'patient_choice'
    when regexp_matches(s.why, 'clinic|acuity|unstable|medical') then 'clinical'
    else 'other'
  end as decline_reason,
  f.category as therapy,
  day_of(coalesce(text_at(s.task, '$.executionPeriod.start'), case when s.status in ('in-progress', 'completed')
    then coalesce(text_at(s.doc, '$.occurrencePeriod.start'), text_at(s.doc, '$.occurrenceDateTime')) end))
    as start_of_care_date,
  coalesce(p.npi, o.npi) as site_npi
from said as s
left join fhir_family as f on f.code = s.code
left join fhir_npi as p on p.address = address_of(s.number, text_at(s.doc, '$.performer[0].reference'))
left join fhir_npi as o on o.address = address_of(s.number, text_at(s.task, '$.owner.reference'))
where s.has_task or f.code is not null or regexp_matches(s.words, 'referral|3457005|306206005|home infusion')
