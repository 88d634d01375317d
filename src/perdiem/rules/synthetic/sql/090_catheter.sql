-- catheter: one row a line, and one a placement that failed.
select
  'L' || cast(c.course as varchar) || '-' || cast(l.number as varchar) as catheter_id,
  'M' || lpad(cast(c.member as varchar), 9, '0') as member_id,
  n.word as line_type,
  case when l.line in (3, 4) then 2 else 1 end as lumens,
  date '1970-01-01' + cast(l.placed as integer) as placed_date,
  case when l.by_provider then 'infusion_provider' else 'hospital' end as placed_by,
  case when l.reason = 3 then false when l.by_provider then true end as is_insertion_successful,
  date '1970-01-01' + cast(l.removed as integer) as removed_date,
  case l.reason when 0 then 'therapy_complete' when 1 then 'occlusion' when 2 then 'infection' else 'other' end
    as removal_reason,
  s.site_npi
from d_line as l
join d_course as c on c.course_row = l.course_row
join r_line as n on n.number = l.line
join r_site as s on s.site = l.site
