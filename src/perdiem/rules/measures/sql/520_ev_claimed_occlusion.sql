-- ev_claimed_occlusion: one row a de-clotting that was billed: the days of one person in a row with a kit, the drug, or
-- a de-clotting in a facility.
with days as (
  select pid, first_day as day, min(site) as site, min(member_id) as member_id, min(payer) as payer,
    min(filed_line_of_business) as line_of_business, min(birth_date) as birth_date
  from line
  where is_de_clotting and excluded is null
  group by pid, first_day
),
marked as (
  select
    *,
    case
      when day <= lag(day) over (partition by pid order by day nulls last) + 1 then 0
      else 1
    end as is_new
  from days
)
select
  concat(m.pid, ' ', cast(m.day as varchar)) as unit_id,
  m.pid,
  m.member_id,
  m.day as evidence_date,
  m.site,
  cast(null as varchar) as therapy,
  m.payer,
  m.line_of_business,
  m.birth_date,
  cast(null as varchar) as category,
  case when s.pid is null then 'no line known on that day' end as excluded
from marked as m
left join (
  select distinct d.pid, d.day
  from days as d
  join claimed_line_span as c on c.pid = d.pid
  cross join setting as x
  where c.first_day - x.therapy_gap_days <= d.day and c.last_day + x.therapy_gap_days >= d.day
) as s on s.pid = m.pid and s.day = m.day
where m.is_new = 1
