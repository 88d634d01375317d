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
marked as (
  select
    p.*,
    case
      when p.first_day <= max(p.last_day) over (
        partition by p.pid, p.therapy, p.site order by p.first_day nulls last, p.last_day nulls last
        rows between unbounded preceding and 1 preceding
      ) + s.therapy_gap_days + 1 then 0
      else 1
    end as is_new
  from pieces as p
  cross join setting as s
),
numbered as (
  select *, sum(is_new) over (
    partition by pid, therapy, site order by first_day nulls last, last_day nulls last
    rows between unbounded preceding and current row
  ) as number
  from marked
)
select pid, therapy, nullif(site, '') as site, min(first_day) as first_day, max(last_day) as last_day
from numbered
group by pid, therapy, site, number
