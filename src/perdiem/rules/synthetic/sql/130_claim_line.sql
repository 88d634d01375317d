-- claim_line: one row a service of a claim: a week of therapy, a de-clotting, a placement, or a hospital's bill.
with week as (
  select
    d.course_row,
    d.number // 7 as week,
    min(d.day) filter (where not d.in_hospital and d.is_billed) as first_day,
    max(d.day) filter (where not d.in_hospital and d.is_billed) as last_day,
    count(*) filter (where not d.in_hospital and d.is_billed) as days,
    sum(d.due) as doses,
    min(d.number) as first_number,
    bool_or(d.number % 7 = 0 and not d.in_hospital) as is_visited
  from (
    select *, not is_stopped and (due > 0 or not is_seldom) as is_billed
    from d_day
    join (select c.course_row, t.interval_hours > 72 as is_seldom
      from d_course as c join r_therapy as t on t.number = c.therapy) using (course_row)
  ) as d
  where not d.is_stopped
  group by d.course_row, d.number // 7
),
service as (
  -- the per diem of the week; payors of Medicare Advantage that use no S codes get the visit and the supplies instead
  select w.course_row, w.week, 1 as place, case when c.has_s_codes then t.per_diem_code else 'A4222' end as code,
    w.first_day, w.last_day, w.days as units, case when c.is_second then 'SH' end as mark
  from week as w
  join d_course as c on c.course_row = w.course_row
  join r_therapy as t on t.number = c.therapy
  where w.days > 0
  union all
  select w.course_row, w.week, 2, t.drug_code, w.first_day, w.first_day, cast(w.doses * t.units_a_dose as bigint),
    case when t.interval_hours > 72 then 'JZ' end
  from week as w
  join d_course as c on c.course_row = w.course_row
  join r_therapy as t on t.number = c.therapy
  where w.days > 0 and w.doses > 0 and t.drug_code is not null
  union all
  select w.course_row, w.week, 3, case when c.has_s_codes then '99601' else 'G0068' end,
    c.day + w.week * 7, c.day + w.week * 7, 1, null
  from week as w
  join d_course as c on c.course_row = w.course_row
  join r_therapy as t on t.number = c.therapy
  where w.is_visited and t.visits_a_week > 0 and not c.is_second
  union all
  select w.course_row, w.week, 4, '99602', c.day, c.day, 2, null
  from week as w
  join d_course as c on c.course_row = w.course_row
  join r_therapy as t on t.number = c.therapy
  where w.week = 0 and w.is_visited and t.visits_a_week > 0 and not c.is_second and c.has_s_codes
  union all
  select w.course_row, w.week, 5 + k.place, k.code, w.first_day, w.first_day, w.days, null
  from week as w
  join d_course as c on c.course_row = w.course_row
  cross join (values (0, 'B4164'), (1, 'B4168')) as k (place, code)
  where w.days > 0 and c.is_home_mix
  union all
  select w.course_row, w.week, 7, 'B4150', w.first_day, w.first_day, w.days * 18, null
  from week as w
  join d_course as c on c.course_row = w.course_row
  join r_therapy as t on t.number = c.therapy
  where w.days > 0 and t.therapy = 'enteral_per_diem'
  union all
  -- what was sent and not given by the end of a course
  select r.course_row, r.last_week, 8, t.drug_code, c.day + c.days - 1, c.day + c.days - 1,
    cast(r.left_over * t.units_a_dose as bigint), 'SV'
  from (
    select d.course_row, (n.days - 1) // 7 as last_week, sum(d.due) as left_over
    from d_day as d
    join d_course as n on n.course_row = d.course_row
    where d.is_stopped and (d.number // 7) * 7 < n.days
    group by d.course_row, n.days
  ) as r
  join d_course as c on c.course_row = r.course_row
  join r_therapy as t on t.number = c.therapy
  where r.left_over > 0 and t.drug_code is not null
),
pharmacy as (
  select
    'T' || cast(c.course as varchar) || '-' || cast(s.week + 1 as varchar) as claim_id,
    c.course_row, c.member, c.site, c.is_suite, s.place, s.code, s.first_day, s.last_day, s.units, s.mark,
    'A' || cast(c.parent as varchar) as authorization_number
  from service as s
  join d_course as c on c.course_row = s.course_row
  union all
  select
    'E' || cast(e.event_row + {first} as varchar), c.course_row, c.member, c.site, c.is_suite, k.place, k.code,
    e.day, e.day, k.units, null, null
  from d_event as e
  join d_course as c on c.course_row = e.course_row
  cross join (values (1, 'S5517', 1), (2, 'J2997', 2), (3, '99601', 1)) as k (place, code, units)
  where e.kind = 0
  union all
  select
    'L' || cast(c.course as varchar) || '-' || cast(l.number as varchar), c.course_row, c.member, c.site, c.is_suite,
    k.place, k.code, l.placed, l.placed, 1, null, null
  from d_line as l
  join d_course as c on c.course_row = l.course_row
  cross join (values (1, 'S5520'), (2, 'S5522')) as k (place, code)
  where l.by_provider and l.line = 3
),
priced as (
  select
    p.claim_id,
    p.place,
    'professional' as claim_type,
    p.member,
    s.site_npi as billing_npi,
    s.payer,
    p.first_day,
    p.last_day,
    case when p.is_suite then '49' else '12' end as place_of_service_code,
    null as bill_type_code,
    null as revenue_center_code,
    p.code,
    p.units,
    p.mark as modifier_1,
    case when p.is_suite then 'SS' end as modifier_2,
    case when m.is_medicare_primary and p.code like 'S%' then 'GY' end as modifier_3,
    p.authorization_number,
    t.diagnosis,
    cast(cast(p.units as decimal(18, 2)) * a.amount as decimal(18, 2)) as allowed
  from pharmacy as p
  join d_course as c on c.course_row = p.course_row
  join r_therapy as t on t.number = c.therapy
  join r_site as s on s.site = p.site
  join d_member as m on m.member = p.member
  join r_amount as a on a.code = p.code
),
hospital as (
  select
    'H' || e.encounter_id as claim_id,
    1 as place,
    'institutional' as claim_type,
    e.member_id,
    '1000000129' as billing_npi,
    e.encounter_start_date as first_day,
    e.encounter_end_date as last_day,
    case e.encounter_type when 'acute inpatient' then '111' else '131' end as bill_type_code,
    case e.encounter_type when 'acute inpatient' then '0120' when 'emergency department' then '0450' else '0510' end
      as revenue_center_code,
    case e.encounter_type when 'emergency department' then '99284' when 'acute inpatient' then null
      else case e.primary_diagnosis_code when 'T82594A' then '36593' when 'Z452' then '36573' else '96365' end end as code,
    case e.encounter_type when 'acute inpatient' then e.encounter_end_date - e.encounter_start_date else 1 end as units,
    e.primary_diagnosis_code as diagnosis,
    e.admit_type_code,
    e.discharge_disposition_code,
    e.allowed_amount as allowed,
    e.charge_amount as charge
  from n_encounter as e
)
select
  claim_id as claim_key,
  claim_id,
  place as claim_line_number,
  claim_type,
  '1' as claim_frequency_code,
  payer,
  'M' || lpad(cast(member as varchar), 9, '0') as member_id,
  'P' || lpad(cast(member as varchar), 9, '0') as person_id,
  date '1970-01-01' + cast(first_day as integer) as claim_line_start_date,
  date '1970-01-01' + cast(last_day as integer) as claim_line_end_date,
  null as admit_type_code,
  null as discharge_disposition_code,
  place_of_service_code,
  bill_type_code,
  revenue_center_code,
  code as hcpcs_code,
  coalesce(modifier_1, modifier_2, modifier_3) as hcpcs_modifier_1,
  case when modifier_1 is not null then coalesce(modifier_2, modifier_3)
    when modifier_2 is not null then modifier_3 end as hcpcs_modifier_2,
  case when modifier_1 is not null and modifier_2 is not null then modifier_3 end as hcpcs_modifier_3,
  units as service_unit_quantity,
  'UN' as service_unit_code,
  cast(allowed * 1.5 as decimal(18, 2)) as charge_amount,
  allowed as allowed_amount,
  allowed as paid_amount,
  sum(cast(allowed * 1.5 as decimal(18, 2))) over (partition by claim_id) as claim_charge_amount,
  authorization_number as line_authorization_number,
  billing_npi,
  'icd-10-cm' as diagnosis_code_type,
  diagnosis as diagnosis_code_1,
  date '1970-01-01' + cast(last_day + 10 as integer) as received_date,
  'synthetic' as source_file
from priced
union all
select
  claim_id, claim_id, place, claim_type, '1', null, member_id, replace(member_id, 'M', 'P'), first_day, last_day,
  admit_type_code, discharge_disposition_code, null, bill_type_code, revenue_center_code, code, null, null, null,
  units, 'UN', charge, allowed, allowed, charge, null, billing_npi, 'icd-10-cm', diagnosis,
  last_day + 10, 'synthetic'
from hospital
