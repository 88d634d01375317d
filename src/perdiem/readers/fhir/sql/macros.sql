-- What several mappings ask of a resource. `doc` is a resource or a part of one; paths are DuckDB's.

-- The elements of an array; null where there is none.
create or replace temp macro parts(doc, path) as from_json(json_extract(doc, path), '["json"]');

create or replace temp macro text_at(doc, path) as json_extract_string(doc, path);

-- The code of the first coding whose system is like the pattern.
create or replace temp macro code_in(concept, pattern) as json_extract_string(
  list_extract(
    list_filter(
      parts(concept, '$.coding'), lambda x: regexp_matches(lower(coalesce(json_extract_string(x, '$.system'), '')), pattern)
    ),
    1
  ),
  '$.code'
);

create or replace temp macro hcpcs_in(concept) as code_in(
  concept, 'hcpcs|ama-assn\.org/go/cpt|113883\.6\.285|113883\.6\.12$|medicare/coding/hcpcs'
);
create or replace temp macro ndc_in(concept) as code_in(concept, 'sid/ndc|113883\.6\.69');
create or replace temp macro icd10cm_in(concept) as replace(code_in(concept, 'icd-10-cm|113883\.6\.90'), '.', '');
create or replace temp macro icd9cm_in(concept) as replace(code_in(concept, 'icd-9-cm|113883\.6\.103'), '.', '');
create or replace temp macro icd10pcs_in(concept) as code_in(concept, 'coding/icd10$|icd-10-pcs|icd10pcs|113883\.6\.4$');
create or replace temp macro snomed_in(concept) as code_in(concept, 'snomed');

-- The code of the first coding, whatever its system.
create or replace temp macro any_code(concept) as json_extract_string(concept, '$.coding[0].code');

-- All that a concept says in words and codes, in small letters, for what has no code of its own.
create or replace temp macro words_of(concept) as lower(
  concat_ws(' ', json_extract_string(concept, '$.text'), array_to_string(
    list_transform(
      parts(concept, '$.coding'),
      lambda x: concat_ws(' ', json_extract_string(x, '$.display'), json_extract_string(x, '$.code'))
    ), ' '
  ))
);

-- What a person reads of a concept.
create or replace temp macro shown(concept) as coalesce(
  json_extract_string(concept, '$.text'), json_extract_string(concept, '$.coding[0].display'),
  json_extract_string(concept, '$.coding[0].code')
);

-- The NPI among identifiers.
create or replace temp macro npi_in(identifiers) as json_extract_string(
  list_extract(
    list_filter(
      from_json(identifiers, '["json"]'),
      lambda x: regexp_matches(lower(coalesce(json_extract_string(x, '$.system'), '')), 'us-npi|113883\.4\.6$')
    ), 1
  ),
  '$.value'
);

-- A reference as `address` writes it: contained ones by the resource that they stand in, addresses of a server by type
-- and id, all others as they stand; the version is left off.
create or replace temp macro address_of(number, reference) as case
  when reference like '#%' then cast(number as varchar) || reference
  when regexp_matches(reference, '[A-Za-z]+/[A-Za-z0-9.\-]{1,64}(/_history/[^/]+)?$')
    then regexp_extract(reference, '([A-Za-z]+/[A-Za-z0-9.\-]{1,64})(/_history/[^/]+)?$', 1)
  else reference
end;

create or replace temp macro id_of(reference) as regexp_extract(
  regexp_replace(reference, '/_history/[^/]+$', ''), '([^/:#]+)$', 1
);

-- The value of the first extension whose address ends so.
create or replace temp macro extension_of(doc, ending) as list_extract(
  list_filter(parts(doc, '$.extension'), lambda x: ends_with(coalesce(json_extract_string(x, '$.url'), ''), ending)), 1
);

-- Hours that a dosing code of HL7 stands for.
create or replace temp macro hours_of_timing(code) as case upper(code)
  when 'QD' then 24 when 'AM' then 24 when 'PM' then 24 when 'QOD' then 48 when 'BID' then 12 when 'TID' then 8
  when 'QID' then 6 when 'Q1H' then 1 when 'Q2H' then 2 when 'Q3H' then 3 when 'Q4H' then 4 when 'Q6H' then 6
  when 'Q8H' then 8 when 'Q12H' then 12 when 'Q24H' then 24 when 'WK' then 168 when 'MO' then 720
end;
create or replace temp macro hours_of_unit(unit) as case unit
  when 'h' then 1 when 'd' then 24 when 'wk' then 168 when 'mo' then 720 when 'min' then 1.0 / 60
end;
create or replace temp macro dose_hours(timing) as coalesce(
  try_cast(json_extract_string(timing, '$.repeat.period') as double) * hours_of_unit(
    json_extract_string(timing, '$.repeat.periodUnit')
  ) / coalesce(try_cast(json_extract_string(timing, '$.repeat.frequency') as double), 1),
  hours_of_timing(coalesce(json_extract_string(timing, '$.code.coding[0].code'), json_extract_string(timing, '$.code.text')))
);
create or replace temp macro is_dose_unit(quantity) as regexp_matches(
  lower(concat_ws(' ', json_extract_string(quantity, '$.unit'), json_extract_string(quantity, '$.code'))), '\bdoses?\b'
);
