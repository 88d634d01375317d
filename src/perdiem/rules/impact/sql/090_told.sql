-- grain: one thing of one member that a fact counts: what it adds above the line and below it (events over days or trials,
-- dollars over prices); a fact without a line below is a number
select 'member_days' as fact, member_id, cast(last_day - first_day + 1 as double) as top, cast(null as double) as bottom
from span where kind = 'covered'
union all
select 'hospital_lines', member_id, 1, null from coded_line where setting in ('hospital', 'emergency', 'inpatient')
union all
select 'infusion_days', member_id, last_day - first_day + 1, null from span where kind = 'infusion'
union all
select 'pn_days', member_id, last_day - first_day + 1, null from span where kind = 'nutrition'
union all
select distinct 'infusion_patients', member_id, 1, null from span where kind = 'infusion'
union all
select distinct 'complex_patients', member_id, 1, null from coded_line where is_concurrent
union all
select 'occlusions', member_id, 1, 0 from occlusion
union all
select 'occlusions', member_id, 0, last_day - first_day + 1 from span where kind = 'infusion'
union all
select 'occlusions_to_er', member_id, is_emergency, 1 from occlusion
union all
select 'ed_visit', member_id, allowed, 1 from visit where allowed > 0
union all
select 'ed_member_share', member_id, allowed_where_paid - paid, allowed_where_paid from visit where allowed_where_paid > 0
union all
select service || '_in_hospital', member_id, 1, null from hospital_day
union all
select service || '_in_hospital_priced', member_id, allowed, 1 from hospital_day where allowed > 0
union all
select 'infusion_then_acute', member_id, is_acute_after, 1 from hospital_day where service = 'infusion'
union all
select service || '_at_home_priced', member_id, allowed, 1 from home_day where allowed > 0
union all
select 'home_day_priced', member_id, allowed, 0 from coded_line
where setting in ('home', 'suite') and kind in ('infusion_per_diem', 'pn_per_diem', 'nursing', 'drug', 'supply') and allowed > 0
union all
select 'home_day_priced', member_id, 0, last_day - first_day + 1 from span where kind = 'infusion'
union all
select 'discharges_to_infusion', member_id, to_infusion, null from stay
union all
select 'pn_discharges', member_id, is_pn, null from index_stay
union all
select 'pn_discharges', member_id, to_pn, null from stay where not exists (select 1 from index_stay)
union all
select 'enteral_discharges', member_id, to_enteral, null from stay
union all
select 'stay_priced', member_id, allowed, 1 from stay where allowed > 0
union all
select 'return_priced', member_id, return_allowed, 1 from index_stay where return_allowed > 0
union all
select 'pn_returns', member_id, is_back, 1 from index_stay where is_pn = 1 and is_followed = 1
union all
select 'enteral_returns', member_id, is_back, 1 from index_stay where is_enteral = 1 and is_followed = 1
union all
select 'enteral_returns_related', member_id, case when is_return_related then 1 else 0 end, 1
from index_stay where is_enteral = 1 and is_return_related is not null
union all
select 'referrals_refused', coalesce(member_id, referral_id), 1, null from in_referral
where decision = 'declined' and decline_reason = 'home_health_certification'
  and coalesce(line_of_business, 'managed_medicaid') = 'managed_medicaid'
  and referral_date between (select first_day from book_days) and (select last_day from book_days)
union all
select 'line_days', member_id, days, null from line_day
union all
select 'line_occlusions', member_id, 1, 0 from line_event where event_type = 'occlusion'
union all
select 'line_occlusions', member_id, 0, days from line_day
union all
select 'line_occlusions_to_er', member_id, to_er, 1 from line_event where event_type = 'occlusion'
union all
select 'line_er_replaced', member_id, is_replaced, 1 from line_event where event_type = 'occlusion' and to_er = 1
union all
select 'pn_infections', member_id, 1, 0 from line_event where event_type = 'bloodstream_infection' and on_pn = 1
union all
select 'pn_infections', member_id, 0, last_day - first_day + 1 from span where kind = 'nutrition'
union all
select 'infection_priced', member_id, coalesce(stay_allowed, 0), 1
from line_event where event_type = 'bloodstream_infection' and on_pn = 1
union all
select 'requests', member_id, 1, null from request
union all
select 'nursing_requests', member_id, is_nursing, 1 from request
union all
select 'de_clotting_requests', member_id, is_de_clotting, 1 from request
union all
select 'carried_requests', member_id, is_carried, 1 from request
