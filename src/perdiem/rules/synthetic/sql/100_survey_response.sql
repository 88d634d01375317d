-- survey_response: one row a question of a survey that was answered.
with done as (
  select course_row, count(*) filter (where due > missed) as infusions
  from d_day
  where not is_stopped
  group by course_row
)
select
  'Q' || cast(c.course as varchar) as response_id,
  q.question_id,
  'M' || lpad(cast(c.member as varchar), 9, '0') as member_id,
  date '1970-01-01' + cast(a.day as integer) as survey_date,
  'satisfaction-2026' as survey_id,
  q.subject,
  q.topic,
  a.score,
  5 as highest_score,
  a.score = 5 as is_top_box,
  case when c.is_suite then 'suite' else 'home' end as care_setting,
  t.therapy,
  c.days as days_on_service,
  case when c.is_suite then 0 else d.infusions end as home_infusions,
  true as is_discharged,
  false as is_self_injected,
  false as is_with_hospice,
  s.site_npi
from d_answer as a
join d_course as c on c.course_row = a.course_row
join done as d on d.course_row = a.course_row
join r_therapy as t on t.number = c.therapy
join r_site as s on s.site = c.site
join (values
  (0, 'overall', 'services', 'overall'),
  (1, 'instructions', 'services', 'instructions'),
  (2, 'delivery', 'services', 'delivery'),
  (3, 'site', 'site_of_care', 'site of care')
) as q (question, question_id, subject, topic) on q.question = a.question
