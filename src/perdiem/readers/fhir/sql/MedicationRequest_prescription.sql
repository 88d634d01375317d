-- prescription: one row a MedicationRequest that orders something.
--
-- The span is that of the first dosage, else of the dispensing; an order without an end has none. Doses are the count
-- of the dosage, else the quantity where it counts doses, else the hours of the span by the hours between doses.
with said as (
  select
    r.*,
    json_extract(r.doc, '$.dosageInstruction[0].timing') as timing,
    json_extract(r.doc, '$.dispenseRequest') as dispensing,
    d.concept
  from fhir_of as r
  join fhir_drug as d on d.number = r.number
  where r.type = 'MedicationRequest'
    and coalesce(text_at(r.doc, '$.status'), '') not in ('entered-in-error', 'draft', 'cancelled')
    and coalesce(text_at(r.doc, '$.intent'), '') not in ('proposal', 'plan', 'option')
    and coalesce(text_at(r.doc, '$.doNotPerform'), 'false') = 'false'
),
spanned as (
  select
    *,
    day_of(coalesce(
      text_at(timing, '$.repeat.boundsPeriod.start'), text_at(dispensing, '$.validityPeriod.start'),
      text_at(doc, '$.authoredOn')
    )) as first_day,
    day_of(coalesce(text_at(timing, '$.repeat.boundsPeriod.end'), text_at(dispensing, '$.validityPeriod.end')))
      as last_day,
    coalesce(
      case text_at(timing, '$.repeat.boundsDuration.code') when 'd' then 1 when 'wk' then 7 end
        * try_cast(text_at(timing, '$.repeat.boundsDuration.value') as double),
      try_cast(text_at(dispensing, '$.expectedSupplyDuration.value') as double)
        * (1 + coalesce(try_cast(text_at(dispensing, '$.numberOfRepeatsAllowed') as double), 0))
    ) as days,
    dose_hours(timing) as hours
  from said
),
ended as (
  select *, coalesce(last_day, cast(try_cast(first_day as date) + cast(days as integer) - 1 as varchar)) as end_day
  from spanned
)
select
  e.number as fhir_number,
  e.file as perdiem_file,
  e.place as perdiem_row,
  e.id as prescription_id,
  e.member_id,
  hcpcs_in(e.concept) as hcpcs_code,
  ndc_in(e.concept) as ndc,
  coalesce(hcpcs_in(json_extract(e.doc, '$.category[0]')), hcpcs_in(json_extract(e.doc, '$.category[1]')))
    as per_diem_code,
  e.first_day as start_date,
  e.end_day as end_date,
  cast(round(e.hours, 4) as varchar) as dose_interval_hours,
  coalesce(
    text_at(e.timing, '$.repeat.count'),
    case when is_dose_unit(json_extract(e.dispensing, '$.quantity')) then cast(
      try_cast(text_at(e.dispensing, '$.quantity.value') as double)
        * (1 + coalesce(try_cast(text_at(e.dispensing, '$.numberOfRepeatsAllowed') as double), 0)) as varchar) end,
    case when e.hours > 0 then cast(
      floor(((try_cast(e.end_day as date) - try_cast(e.first_day as date) + 1) * 24 - 0.0001) / e.hours) + 1
      as varchar) end
  ) as doses_ordered,
  coalesce(p.npi, npi_in(json_array(json_extract(e.doc, '$.requester.identifier')))) as prescriber_npi,
  coalesce(s.npi, npi_in(json_array(json_extract(e.dispensing, '$.performer.identifier')))) as site_npi
from ended as e
left join fhir_npi as p on p.address = address_of(e.number, text_at(e.doc, '$.requester.reference'))
left join fhir_npi as s on s.address = address_of(e.number, text_at(e.dispensing, '$.performer.reference'))
