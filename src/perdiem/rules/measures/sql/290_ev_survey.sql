-- ev_survey: one row an answer to a question of a survey, and whether the patient is one that the national survey's
-- benchmarks take: discharged or six months on service, a week or more of it, infused at home, not tube-fed, not
-- injecting alone, not beside hospice.
with answers as (
  select
    r.*,
    coalesce(p.pid, r.member_id) as pid,
    case
      when r.is_top_box is not null then r.is_top_box
      when r.score is not null and r.highest_score is not null then r.score >= r.highest_score
    end as is_best
  from in_survey_response as r
  left join member_person as p on p.member_id = r.member_id
)
select
  concat(a.response_id, ' ', a.question_id) as unit_id,
  a.pid,
  a.member_id,
  a.survey_date as evidence_date,
  a.site_npi as site,
  a.therapy,
  cast(null as varchar) as payer,
  cast(null as varchar) as line_of_business,
  cast(null as date) as birth_date,
  a.question_id as category,
  a.subject,
  a.is_best,
  coalesce(a.care_setting, '') = 'suite' as is_suite,
  coalesce(a.therapy, '') = 'enteral_per_diem' as is_enteral,
  case
    when a.care_setting is null then 'not known where the patient is infused'
    when a.care_setting <> 'home' then 'not infused at home'
    when a.therapy = 'enteral_per_diem' then 'tube-fed'
    when a.is_self_injected then 'injects alone'
    when a.is_with_hospice then 'beside hospice'
    when a.days_on_service is null then 'not known how long on service'
    when a.days_on_service < s.least_service_days then 'too short on service'
    when coalesce(a.home_infusions, 1) < 1 then 'no infusion at home'
    when not coalesce(a.is_discharged, true) and a.days_on_service < 180 then 'neither discharged nor six months on service'
  end as not_eligible,
  case when a.is_best is null then 'no answer' end as excluded
from answers as a
cross join setting as s
