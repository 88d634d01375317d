-- therapy_span: one row a stretch of one therapy of one person at one site, by per-diem lines and by orders; a pause of
-- no more than the days in the settings does not end it.
with pieces as (
  select l.pid, l.category as therapy, coalesce(l.site, '') as site, l.first_day, l.last_day
  from line as l
  where l.is_therapy and l.excluded is null
  union all
  select l.pid, 'enteral_per_diem' as therapy, coalesce(l.site, '') as site, l.first_day, l.last_day
  from line as l
  where l.is_enteral and not l.is_therapy and l.excluded is null
  union all
  select coalesce(p.pid, o.member_id) as pid, c.category as therapy, coalesce(o.site_npi, '') as site, o.start_date as first_day,
    least(coalesce(o.end_date, s.data_end), s.data_end) as last_day
  from in_prescription as o
  cross join setting as s
  join m_code as c on c.code = o.per_diem_code and c.is_therapy
  left join member_person as p on p.member_id = o.member_id
  where o.start_date <= least(coalesce(o.end_date, s.data_end), s.data_end)
),
placed as (
  select
    *,
    max(last_day) over (
      partition by pid, therapy, site order by first_day nulls last, last_day nulls last
      rows between unbounded preceding and 1 preceding
    ) as last_before,
    max(last_day) over (partition by pid, therapy, site) as last_of_all
  from pieces
),
begun as (
  select p.pid, p.therapy, p.site, p.first_day, p.last_before, p.last_of_all
  from placed as p
  cross join setting as s
  where p.last_before is null or p.first_day > p.last_before + s.therapy_gap_days + 1
)
select
  pid,
  therapy,
  nullif(site, '') as site,
  first_day,
  coalesce(lead(last_before) over (partition by pid, therapy, site order by first_day nulls last), last_of_all) as last_day
from begun
