-- ev_insertion: one row a placement of a PICC, whether it succeeded or not.
select
  k.catheter_id as unit_id,
  coalesce(p.pid, k.member_id) as pid,
  k.member_id,
  k.placed_date as evidence_date,
  k.site_npi as site,
  cast(null as varchar) as therapy,
  cast(null as varchar) as payer,
  cast(null as varchar) as line_of_business,
  cast(null as date) as birth_date,
  cast(null as varchar) as category,
  k.is_insertion_successful,
  case
    when k.placed_by is null then 'not known who placed it'
    when k.placed_by <> 'infusion_provider' then 'not placed by the infusion provider'
    when k.is_insertion_successful is null then 'not known whether it succeeded'
  end as excluded
from in_catheter as k
left join member_person as p on p.member_id = k.member_id
where k.line_type = 'picc'
