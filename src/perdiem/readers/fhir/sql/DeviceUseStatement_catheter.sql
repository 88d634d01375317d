-- catheter: one row a DeviceUseStatement whose device is a line; the kind is told by the device's words.
--
-- Who placed it, whether that succeeded and why it was removed stand in extensions that end in the columns' names; else a
-- Procedure on the device tells: that which was done first who and how it went, one that removed it why.
with acted as (
  select
    a.number as device_number,
    r.number,
    text_at(r.doc, '$.status') as status,
    lower(concat_ws(' ', words_of(json_extract(r.doc, '$.code')), words_of(json_extract(r.doc, '$.focalDevice[0].action'))))
      as act,
    lower(concat_ws(' ', n.kind, n.name, l.kind, l.name, text_at(r.doc, '$.performer[0].actor.display'),
      text_at(r.doc, '$.performer[0].onBehalfOf.display'), text_at(r.doc, '$.location.display'))) as who,
    words_of(json_extract(r.doc, '$.outcome')) as outcome,
    words_of(json_extract(r.doc, '$.reasonCode[0]')) as reason,
    coalesce(text_at(r.doc, '$.performedDateTime'), text_at(r.doc, '$.performedPeriod.start')) as performed
  from fhir_of as r
  join fhir_address as a on a.address = address_of(r.number, text_at(r.doc, '$.focalDevice[0].manipulated.reference'))
  left join fhir_npi as n on n.address = address_of(
    r.number, coalesce(text_at(r.doc, '$.performer[0].onBehalfOf.reference'), text_at(r.doc, '$.performer[0].actor.reference'))
  )
  left join fhir_npi as l on l.address = address_of(r.number, text_at(r.doc, '$.location.reference'))
  where r.type = 'Procedure' and text_at(r.doc, '$.status') in ('completed', 'stopped')
),
placement as (
  select * from acted
  where not regexp_matches(act, 'remov|explant|withdraw')
  qualify row_number() over (partition by device_number order by performed nulls last, number) = 1
),
removal as (
  select * from acted
  where regexp_matches(act, 'remov|explant|withdraw')
  qualify row_number() over (partition by device_number order by performed desc nulls last, number) = 1
),
said as (
  select
    r.*,
    d.doc as device,
    p.status as placing_status,
    p.who,
    p.outcome,
    coalesce(text_at(extension_of(r.doc, 'removal_reason'), '$.valueString'), text_at(extension_of(r.doc, 'removal_reason'), '$.valueCode'), v.reason)
      as why_removed,
    concat_ws(' ', words_of(json_extract(d.doc, '$.type')), lower(text_at(d.doc, '$.deviceName[0].name')),
      lower(text_at(d.doc, '$.modelNumber')), words_of(json_extract(r.doc, '$.device.concept')),
      lower(text_at(r.doc, '$.device.display'))) as words
  from fhir_of as r
  left join fhir_address as a on a.address = address_of(r.number, text_at(r.doc, '$.device.reference'))
  left join fhir_resource as d on d.number = a.number and d.type = 'Device'
  left join placement as p on p.device_number = d.number
  left join removal as v on v.device_number = d.number
  where r.type = 'DeviceUseStatement' and coalesce(text_at(r.doc, '$.status'), '') not in ('entered-in-error', 'intended')
)
select
  s.number as fhir_number,
  s.file as perdiem_file,
  s.place as perdiem_row,
  s.id as catheter_id,
  s.member_id,
  case
    when regexp_matches(s.words, 'picc|peripherally inserted central') then 'picc'
    when regexp_matches(s.words, 'midline') then 'midline'
    when regexp_matches(s.words, '\bport\b|port-a-cath|portacath|implanted port|totally implantable') then 'port'
    when regexp_matches(s.words, 'non-?\s?tunnel') then 'non_tunneled'
    when regexp_matches(s.words, 'tunnel|hickman|broviac|groshong') then 'tunneled'
    when regexp_matches(s.words, 'peripheral') then 'peripheral'
    else 'other'
  end as line_type,
  regexp_extract(s.words, '\b([1-5]) ?-?lumen', 1) as lumens,
  day_of(coalesce(
    text_at(s.doc, '$.timingPeriod.start'), text_at(s.doc, '$.timingDateTime'), text_at(s.doc, '$.recordedOn')
  )) as placed_date,
  coalesce(
    text_at(extension_of(s.doc, 'placed_by'), '$.valueString'), text_at(extension_of(s.doc, 'placed_by'), '$.valueCode'),
    case
      when regexp_matches(s.who, 'infusion|pharmacy') then 'infusion_provider'
      when regexp_matches(s.who, 'hospital') then 'hospital'
      when regexp_matches(s.who, 'office|physician|clinic|practice') then 'physician_office'
      when s.who <> '' then 'other'
    end
  ) as placed_by,
  coalesce(
    text_at(extension_of(s.doc, 'is_insertion_successful'), '$.valueBoolean'),
    case
      when s.placing_status = 'stopped' or regexp_matches(s.outcome, 'unsuccess|fail|abort') then 'false'
      when regexp_matches(s.outcome, 'success') then 'true'
    end
  ) as is_insertion_successful,
  day_of(text_at(s.doc, '$.timingPeriod.end')) as removed_date,
  case
    when lower(s.why_removed) in ('therapy_complete', 'occlusion', 'infection', 'dislodgement', 'damage', 'replaced', 'died', 'other')
      then lower(s.why_removed)
    when regexp_matches(lower(s.why_removed), 'occlu|block|clot') then 'occlusion'
    when regexp_matches(lower(s.why_removed), 'infect|sepsis|bacter') then 'infection'
    when regexp_matches(lower(s.why_removed), 'dislodg|displace|migrat|pulled out') then 'dislodgement'
    when regexp_matches(lower(s.why_removed), 'leak|break|crack|damage|fractur') then 'damage'
    when regexp_matches(lower(s.why_removed), 'replac|exchang') then 'replaced'
    when regexp_matches(lower(s.why_removed), 'complet|end of (therapy|treatment)|no longer (needed|required)') then 'therapy_complete'
    when regexp_matches(lower(s.why_removed), 'died|death|deceased') then 'died'
    when s.why_removed <> '' then 'other'
  end as removal_reason
from said as s
where regexp_matches(s.words, 'catheter|picc|midline|\bport\b|port-a-cath|portacath|hickman|broviac|groshong|vascular access|venous')
  and not regexp_matches(s.words, 'urin|foley|bladder|epidural|peritoneal|feeding|gastro|cardiac catheterization')
