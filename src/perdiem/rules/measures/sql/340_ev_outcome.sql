-- ev_outcome: one row a report of a tube-fed patient; of the reports by one instrument near the end of the therapy the
-- last counts.
with reports as (
  select
    r.*,
    coalesce(p.pid, r.member_id) as pid
  from in_outcome_report as r
  left join member_person as p on p.member_id = r.member_id
),
ended as (
  select pid, max(last_day) as last_day from enteral_span group by pid
),
placed as (
  select
    r.*,
    e.last_day,
    case
      when e.pid is null then 'no tube feeding in the book'
      when e.last_day + s.therapy_gap_days >= s.data_end then 'tube feeding goes on'
      when r.report_date < e.last_day - 30 then 'more than 30 days before the end of the therapy'
      when r.value is null then 'no value'
    end as unfit
  from reports as r
  cross join setting as s
  left join ended as e on e.pid = r.pid
  where coalesce(r.therapy, 'enteral_per_diem') = 'enteral_per_diem' and (r.therapy is not null or e.pid is not null)
),
ranked as (
  select
    *,
    row_number() over (
      partition by pid, instrument, measure, unfit is null
      order by report_date desc nulls last, report_id desc nulls last
    ) as place
  from placed
)
select
  concat(report_id, ' ', measure) as unit_id,
  pid,
  member_id,
  report_date as evidence_date,
  site_npi as site,
  'enteral_per_diem' as therapy,
  cast(null as varchar) as payer,
  cast(null as varchar) as line_of_business,
  cast(null as date) as birth_date,
  concat(instrument, ': ', measure) as category,
  value,
  coalesce(unfit, case when place > 1 then 'a later report by the same instrument' end) as excluded
from ranked
