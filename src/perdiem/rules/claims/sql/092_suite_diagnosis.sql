-- suite_diagnosis: one row a version and claim with a diagnosis for which the suite is covered.
with named as (
  select claim_key, diagnosis_code from in_claim_diagnosis
  union
  select l.claim_key, d.diagnosis_code
  from in_claim_line as l
  cross join (select count(*) as prefixes from c_diagnosis) as n
  cross join unnest([
    l.diagnosis_code_1, l.diagnosis_code_2, l.diagnosis_code_3, l.diagnosis_code_4, l.diagnosis_code_5,
    l.diagnosis_code_6, l.diagnosis_code_7, l.diagnosis_code_8, l.diagnosis_code_9, l.diagnosis_code_10,
    l.diagnosis_code_11, l.diagnosis_code_12
  ]) as d(diagnosis_code)
  where n.prefixes > 0
)
select distinct p.contract_version, n.claim_key
from named as n
join c_diagnosis as p on starts_with(n.diagnosis_code, p.prefix)
