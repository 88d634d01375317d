-- grain: one fact that the book tells: events, out of how many (or over how many days), and amounts with their squares
select 'member_days' as fact, sum(last_day - first_day + 1) as events, null as trials, null as amount, null as squares
from span where kind = 'covered'
union all
select 'hospital_lines', count(*), null, null, null
from coded_line where setting in ('hospital', 'emergency', 'inpatient')
union all
select 'infusion_days', sum(last_day - first_day + 1), null, null, null from span where kind = 'infusion'
union all
select 'pn_days', sum(last_day - first_day + 1), null, null, null from span where kind = 'nutrition'
union all
select 'infusion_patients', count(distinct member_id), null, null, null from span where kind = 'infusion'
union all
select 'complex_patients', count(distinct member_id), null, null, null from coded_line where is_concurrent
union all
select 'occlusions', count(*), null, null, null from occlusion
union all
select 'occlusions_to_er', sum(is_emergency), count(*), null, null from occlusion
union all
select 'ed_visit', count(allowed), null, sum(allowed), sum(allowed * allowed) from visit where allowed > 0
union all
select 'ed_member_share', count(*), null, sum(allowed_where_paid - paid), sum(allowed_where_paid)
from visit where allowed_where_paid > 0
union all
select service || '_in_hospital', count(*), null, sum(allowed), sum(allowed * allowed) from hospital_day group by service
union all
select service || '_in_hospital_priced', count(*), null, sum(allowed), sum(allowed * allowed)
from hospital_day where allowed > 0 group by service
union all
select 'discharges_to_infusion', sum(to_infusion), null, null, null from stay
union all
select 'pn_discharges', sum(to_pn), null, null, null from stay
union all
select 'enteral_discharges', sum(to_enteral), null, null, null from stay
union all
select 'stay_priced', count(*), null, sum(allowed), sum(allowed * allowed) from stay where allowed > 0
union all
select 'referrals_refused', count(*), null, null, null from in_referral
where decision = 'declined' and decline_reason = 'home_health_certification'
  and coalesce(line_of_business, 'managed_medicaid') = 'managed_medicaid'
  and referral_date between (select first_day from book_days) and (select last_day from book_days)
union all
select 'line_days', sum(days), null, null, null from line_day
union all
select 'line_occlusions', count(*), null, null, null from line_event where event_type = 'occlusion'
union all
select 'line_occlusions_to_er', sum(to_er), count(*), null, null from line_event where event_type = 'occlusion'
union all
select 'line_er_replaced', sum(is_replaced), count(*), null, null
from line_event where event_type = 'occlusion' and to_er = 1
union all
select 'pn_infections', sum(on_pn), null, null, null from line_event where event_type = 'bloodstream_infection'
union all
select 'requests', count(*), null, null, null from request
union all
select 'nursing_requests', sum(is_nursing), count(*), null, null from request
union all
select 'de_clotting_requests', sum(is_de_clotting), count(*), null, null from request
union all
select 'carried_requests', sum(is_carried), count(*), null, null from request
