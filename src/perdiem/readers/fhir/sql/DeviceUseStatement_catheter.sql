-- catheter: one row a DeviceUseStatement whose device is a line; the kind is told by the device's words.
with said as (
  select
    r.*,
    d.doc as device,
    concat_ws(' ', words_of(json_extract(d.doc, '$.type')), lower(text_at(d.doc, '$.deviceName[0].name')),
      lower(text_at(d.doc, '$.modelNumber')), words_of(json_extract(r.doc, '$.device.concept')),
      lower(text_at(r.doc, '$.device.display'))) as words
  from fhir_of as r
  left join fhir_address as a on a.address = address_of(r.number, text_at(r.doc, '$.device.reference'))
  left join fhir_resource as d on d.number = a.number and d.type = 'Device'
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
  day_of(text_at(s.doc, '$.timingPeriod.end')) as removed_date
from said as s
where regexp_matches(s.words, 'catheter|picc|midline|\bport\b|port-a-cath|portacath|hickman|broviac|groshong|vascular access|venous')
  and not regexp_matches(s.words, 'urin|foley|bladder|epidural|peritoneal|feeding|gastro|cardiac catheterization')
