-- ev_catheter_event: one row a catheter event. Of events of one kind on one line and day, by one definition, one counts.
-- One that began in hospital, on the third day of a stay or later, is not of the home. `line_gap` says why no day of a line
-- stands against an event that names one; the day after a removal still belongs to the line, as in surveillance of infections.
with events as (
  select
    v.*,
    coalesce(p.pid, v.member_id) as pid,
    k.line_type,
    k.site_npi as line_site,
    case
      when v.catheter_id is null then null
      when k.catheter_id is null then 'of a line that the book has not'
      when l.catheter_id is null then 'of a line that never lay'
      when v.event_date < l.first_day or v.event_date > l.last_day + 1 then 'on a day when its line did not lie'
    end as line_gap,
    row_number() over (
      partition by v.member_id, coalesce(v.catheter_id, ''), v.event_type, v.event_date, coalesce(v.definition, '')
      order by v.event_id nulls last
    ) as place
  from in_catheter_event as v
  left join in_catheter as k on k.catheter_id = v.catheter_id
  left join line_catheter as l on l.catheter_id = v.catheter_id
  left join member_person as p on p.member_id = v.member_id
),
stayed as (
  select distinct v.event_id
  from events as v
  join encounter as e on e.pid = v.pid
  cross join setting as s
  where
    e.encounter_type = 'acute inpatient'
    and v.event_date >= e.first_day + 2
    and v.event_date < coalesce(e.last_day, s.data_end + 1)
)
select
  v.event_id as unit_id,
  v.pid,
  v.member_id,
  v.event_date as evidence_date,
  coalesce(v.site_npi, v.line_site) as site,
  cast(null as varchar) as therapy,
  cast(null as varchar) as payer,
  cast(null as varchar) as line_of_business,
  cast(null as date) as birth_date,
  v.line_type as category,
  v.line_type,
  v.event_type,
  coalesce(v.definition, 'not named') as definition,
  v.is_resolved_by_provider,
  v.is_sent_to_emergency,
  v.is_sent_to_outpatient_hospital,
  v.is_catheter_replaced,
  v.line_gap,
  case
    when v.place > 1 then 'recorded twice'
    when t.event_id is not null then 'began in hospital'
  end as excluded
from events as v
left join stayed as t on t.event_id = v.event_id
