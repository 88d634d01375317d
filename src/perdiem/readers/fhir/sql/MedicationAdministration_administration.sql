-- administration: one row a MedicationAdministration, and one a day of those that ran over several days.
--
-- A row after the first day stands for no dose of its own. An infusion that was stopped was given in part.
with said as (
  select
    r.*,
    d.concept,
    coalesce(text_at(r.doc, '$.effectivePeriod.start'), text_at(r.doc, '$.effectiveDateTime')) as begins,
    text_at(r.doc, '$.effectivePeriod.end') as ends
  from fhir_of as r
  join fhir_drug as d on d.number = r.number
  where r.type = 'MedicationAdministration'
    and text_at(r.doc, '$.status') in ('completed', 'not-done', 'stopped')
),
spanned as (
  select
    *,
    try_cast(day_of(begins) as date) as first_day,
    case when try_cast(day_of(ends) as date) between try_cast(day_of(begins) as date)
      and try_cast(day_of(begins) as date) + 400 then try_cast(day_of(ends) as date) end as last_day,
    case when begins like '%T%' and ends like '%T%'
      then date_diff('minute', try_cast(begins as timestamptz), try_cast(ends as timestamptz)) end as minutes
  from said
),
days as (
  select s.*, cast(d.day as date) as day, cast(d.day as date) - s.first_day as place_of_day
  from spanned as s, unnest(generate_series(s.first_day, coalesce(s.last_day, s.first_day), interval 1 day)) as d (day)
  where s.first_day is not null
  union all
  select *, null, 0 from spanned where first_day is null
),
timed as (
  select
    *,
    minutes / 60.0 as hours,
    case when begins like '%T%' then hour_of(begins) end
      as hour_of_start
  from days
)
select
  t.number as fhir_number,
  t.file as perdiem_file,
  t.place as perdiem_row,
  t.id || case when t.place_of_day > 0 then '-' || cast(t.place_of_day + 1 as varchar) else '' end as administration_id,
  t.member_id,
  coalesce(cast(t.day as varchar), t.begins) as administration_date,
  hcpcs_in(t.concept) as hcpcs_code,
  cast(round(case
    when t.minutes < 0 then null
    when t.last_day = t.first_day or t.last_day is null then t.hours
    when t.day = t.first_day then least(t.hours, 24 - t.hour_of_start)
    else greatest(least(24, t.hours - (24 - t.hour_of_start) - (t.place_of_day - 1) * 24), 0)
  end, 4) as varchar) as infusion_hours,
  coalesce(o.id, id_of(text_at(t.doc, '$.request.reference'))) as prescription_id,
  case when t.place_of_day > 0 then '0' else '1' end as doses,
  case text_at(t.doc, '$.status') when 'completed' then 'completed' when 'stopped' then 'partly' else 'not_done' end
    as status,
  shown(json_extract(t.doc, '$.statusReason[0]')) as status_reason,
  case any_code(json_extract(t.doc, '$.category'))
    when 'community' then '12' when 'outpatient' then '22' when 'inpatient' then '21' end as place_of_service_code,
  coalesce(s.npi, npi_in(json_array(json_extract(t.doc, '$.performer[0].actor.identifier')))) as site_npi
from timed as t
left join fhir_address as a on a.address = address_of(t.number, text_at(t.doc, '$.request.reference'))
left join fhir_resource as o on o.number = a.number
left join fhir_npi as s on s.address = address_of(t.number, text_at(t.doc, '$.performer[0].actor.reference'))
  and s.type = 'Organization'
