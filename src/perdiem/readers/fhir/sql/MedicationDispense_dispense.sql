-- dispense: one row a MedicationDispense that left the pharmacy.
--
-- Doses are the quantity where it counts doses, else the quantity by the quantity of a dose in the same unit.
select
  r.number as fhir_number,
  r.file as perdiem_file,
  r.place as perdiem_row,
  r.id as dispense_id,
  coalesce(o.id, id_of(text_at(r.doc, '$.authorizingPrescription[0].reference'))) as prescription_id,
  r.member_id,
  day_of(coalesce(text_at(r.doc, '$.whenHandedOver'), text_at(r.doc, '$.whenPrepared'))) as dispense_date,
  hcpcs_in(d.concept) as hcpcs_code,
  ndc_in(d.concept) as ndc,
  case
    when is_dose_unit(json_extract(r.doc, '$.quantity')) then text_at(r.doc, '$.quantity.value')
    when text_at(r.doc, '$.quantity.unit') = text_at(r.doc, '$.dosageInstruction[0].doseAndRate[0].doseQuantity.unit')
      then cast(round(
        try_cast(text_at(r.doc, '$.quantity.value') as double)
          / nullif(try_cast(text_at(r.doc, '$.dosageInstruction[0].doseAndRate[0].doseQuantity.value') as double), 0), 4
      ) as varchar)
  end as doses_dispensed,
  cast(round(try_cast(text_at(r.doc, '$.daysSupply.value') as double)) as bigint) as days_supply,
  text_at(r.doc, '$.quantity.value') as quantity,
  coalesce(text_at(r.doc, '$.quantity.unit'), text_at(r.doc, '$.quantity.code')) as unit,
  coalesce(l.npi, s.npi, npi_in(json_array(json_extract(r.doc, '$.performer[0].actor.identifier')))) as site_npi
from fhir_of as r
join fhir_drug as d on d.number = r.number
left join fhir_address as a
  on a.address = address_of(r.number, text_at(r.doc, '$.authorizingPrescription[0].reference'))
left join fhir_resource as o on o.number = a.number
left join fhir_npi as l on l.address = address_of(r.number, text_at(r.doc, '$.location.reference'))
left join fhir_npi as s on s.address = address_of(r.number, text_at(r.doc, '$.performer[0].actor.reference'))
where r.type = 'MedicationDispense'
  and coalesce(text_at(r.doc, '$.status'), '') not in ('entered-in-error', 'cancelled', 'declined', 'preparation', 'on-hold', 'unknown')
