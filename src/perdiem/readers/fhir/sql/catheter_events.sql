-- fhir_catheter_event: one row an Observation, or an AdverseEvent that happened, of something wrong with a line: told by
-- its code or value, by the event or the condition that came of it.
--
-- What came of it stands in an Observation's components, whose codes are the columns' names, such as
-- is_resolved_by_provider; in extensions that end in those names; or is told by the encounter.
create or replace temp table fhir_catheter_event as
with said as (
  select
    r.*,
    concat_ws(' ', words_of(json_extract(r.doc, '$.code')), words_of(json_extract(r.doc, '$.valueCodeableConcept')),
      words_of(json_extract(r.doc, '$.bodySite')), lower(text_at(r.doc, '$.device.display'))) as words,
    upper(concat_ws(' ', icd10cm_in(json_extract(r.doc, '$.code')), icd10cm_in(json_extract(r.doc, '$.valueCodeableConcept'))))
      as codes,
    json_extract(r.doc, '$.component') as components,
    coalesce(text_at(r.doc, '$.effectiveDateTime'), text_at(r.doc, '$.effectivePeriod.start'), text_at(r.doc, '$.issued')) as happened,
    text_at(r.doc, '$.effectivePeriod.end') as resolved,
    text_at(r.doc, '$.device.reference') as device
  from fhir_of as r
  where r.type = 'Observation' and coalesce(text_at(r.doc, '$.status'), '') not in ('entered-in-error', 'cancelled')
    and coalesce(text_at(r.doc, '$.valueBoolean'), 'true') = 'true'
  union all
  select
    r.*,
    concat_ws(' ', words_of(json_extract(r.doc, '$.event')), words_of(json_extract(r.doc, '$.category[0]')),
      words_of(json_extract(c.doc, '$.code')), lower(text_at(r.doc, '$.suspectEntity[0].instance.display'))) as words,
    upper(concat_ws(' ', icd10cm_in(json_extract(r.doc, '$.event')), icd10cm_in(json_extract(c.doc, '$.code')))) as codes,
    null as components,
    coalesce(text_at(r.doc, '$.date'), text_at(r.doc, '$.detected'), text_at(r.doc, '$.recordedDate')) as happened,
    null as resolved,
    text_at(r.doc, '$.suspectEntity[0].instance.reference') as device
  from fhir_of as r
  left join fhir_address as a on a.address = address_of(r.number, text_at(r.doc, '$.resultingCondition[0].reference'))
  left join fhir_resource as c on c.number = a.number
  where r.type = 'AdverseEvent' and text_at(r.doc, '$.actuality') = 'actual'
),
kinds as (
  select
    *,
    case
      when regexp_matches(codes, 'T80211') then 'bloodstream_infection'
      when regexp_matches(codes, 'T80212') then 'site_infection'
      when regexp_matches(codes, 'T82524') then 'dislodgement'
      when regexp_matches(codes, 'T82514|T82534') then 'damage'
      when regexp_matches(codes, 'T82868') then 'thrombosis'
      when not regexp_matches(words, 'catheter|picc|midline|\bport\b|central line|\bline\b|vascular access') then null
      when regexp_matches(words, 'occlu|block|clot(ted)? (catheter|line)|cannot flush|no blood return') then 'occlusion'
      when regexp_matches(words, 'bloodstream|bacter.?emia|sepsis|clabsi|crbsi') then 'bloodstream_infection'
      when regexp_matches(words, 'infect') then 'site_infection'
      when regexp_matches(words, 'dislodg|displace|migrat|pulled out') then 'dislodgement'
      when regexp_matches(words, 'thromb') then 'thrombosis'
      when regexp_matches(words, 'leak|break|crack|damage|fractur') then 'damage'
      when regexp_matches(words, 'phlebitis') then 'phlebitis'
      when regexp_matches(words, 'infiltrat|extravas') then 'infiltration'
      when regexp_matches(codes, 'T802|T825|T828') then 'other'
    end as event_type
  from said
),
outcome as (
  select
    k.number,
    max(text_at(k.part, '$.valueBoolean')) filter (k.name = 'is_resolved_by_provider') as is_resolved_by_provider,
    max(text_at(k.part, '$.valueBoolean')) filter (k.name = 'is_sent_to_emergency') as is_sent_to_emergency,
    max(text_at(k.part, '$.valueBoolean')) filter (k.name = 'is_sent_to_outpatient_hospital')
      as is_sent_to_outpatient_hospital,
    max(text_at(k.part, '$.valueBoolean')) filter (k.name = 'is_catheter_replaced') as is_catheter_replaced,
    max(coalesce(text_at(k.part, '$.valueString'), any_code(json_extract(k.part, '$.valueCodeableConcept'))))
      filter (k.name = 'definition') as definition
  from (
    select number, part, coalesce(any_code(json_extract(part, '$.code')), text_at(part, '$.code.text'),
      regexp_extract(text_at(part, '$.url'), '([a-z_]+)$', 1)) as name
    from (
      select number, unnest(coalesce(from_json(components, '["json"]'), []) || coalesce(parts(doc, '$.extension'), []))
        as part
      from kinds
      where event_type is not null
    )
  ) as k
  group by k.number
)
select
  s.type,
  s.number as fhir_number,
  s.file as perdiem_file,
  s.place as perdiem_row,
  s.id as event_id,
  coalesce(u.id, case when d.type = 'DeviceUseStatement' then d.id end) as catheter_id,
  s.member_id,
  day_of(s.happened) as event_date,
  s.event_type,
  o.definition,
  o.is_resolved_by_provider,
  coalesce(o.is_sent_to_emergency, case when text_at(e.doc, '$.class.code') = 'EMER' then 'true' end)
    as is_sent_to_emergency,
  o.is_sent_to_outpatient_hospital,
  o.is_catheter_replaced,
  day_of(s.resolved) as resolved_date
from kinds as s
left join outcome as o on o.number = s.number
left join fhir_address as a on a.address = address_of(s.number, s.device)
left join fhir_resource as d on d.number = a.number
left join (
  select b.number as device, min(r.id) as id
  from fhir_of as r
  join fhir_address as b on b.address = address_of(r.number, text_at(r.doc, '$.device.reference'))
  where r.type = 'DeviceUseStatement'
  group by b.number
) as u on u.device = d.number
left join fhir_address as f on f.address = address_of(s.number, text_at(s.doc, '$.encounter.reference'))
left join fhir_resource as e on e.number = f.number
where s.event_type is not null
;
