-- catheter_event: one row a thing that happened to a line.
select
  'E' || cast(e.event_row + {first} as varchar) as event_id,
  case when l.line_row is not null
    then 'L' || cast(c.course as varchar) || '-' || cast(e.line_number as varchar) end as catheter_id,
  'M' || lpad(cast(c.member as varchar), 9, '0') as member_id,
  date '1970-01-01' + cast(e.day as integer) as event_date,
  case e.kind when 0 then 'occlusion' when 1 then 'bloodstream_infection' else 'site_infection' end as event_type,
  case when e.kind > 0 then 'nhsn' end as definition,
  case when e.kind = 0 then e.is_resolved end as is_resolved_by_provider,
  case when e.kind = 0 then e.to_emergency end as is_sent_to_emergency,
  case when e.kind = 0 then e.to_outpatient end as is_sent_to_outpatient_hospital,
  e.is_replaced as is_catheter_replaced,
  date '1970-01-01' + cast(e.day + e.resolved_after as integer) as resolved_date,
  s.site_npi
from d_event as e
join d_course as c on c.course_row = e.course_row
join r_site as s on s.site = e.site
left join d_line as l on l.course_row = e.course_row and l.number = e.line_number
