-- ev_facility_picc: one row a person and day with a PICC placed in a facility, and where: as an inpatient or in the
-- hospital's outpatient department.
select
  concat(pid, ' ', cast(first_day as varchar)) as unit_id,
  pid,
  min(member_id) as member_id,
  first_day as evidence_date,
  cast(null as varchar) as site,
  cast(null as varchar) as therapy,
  min(payer) as payer,
  min(filed_line_of_business) as line_of_business,
  min(birth_date) as birth_date,
  cast(null as varchar) as category,
  bool_or(facility = 'inpatient hospital') as is_inpatient,
  bool_or(facility = 'outpatient hospital') and not bool_or(facility = 'inpatient hospital') as is_outpatient_hospital,
  cast(null as varchar) as excluded
from line
where is_facility_picc and excluded is null
group by pid, first_day
