-- line_fact: one row a claim line, with what the contract, eligibility, codes and Medicare say of it, and the edits
-- that refuse it for its own sake (own_mask, one bit an edit).
with placed as (
  select
    l.*,
    dv.contract_version,
    e.member_id is not null as is_first_day_covered,
    z.member_id is not null as is_last_day_covered,
    f.first_covered_day,
    e.span_start,
    e.state as member_state,
    e.deductible_left,
    e.out_of_pocket_left,
    coalesce(e.is_medicare_primary, m.claim_key is not null) as is_medicare_primary,
    coalesce(m.has_decided, false) as has_medicare_decided,
    m.decided_date as medicare_decided_date,
    coalesce(
      e.line_of_business,
      v.only_line_of_business,
      case l.claim_filing_indicator_code
        when 'MC' then 'managed_medicaid'
        when '16' then 'medicare_advantage'
        when 'WC' then 'workers_compensation'
        when 'CH' then 'tricare'
        when 'CI' then 'commercial'
        when 'BL' then 'commercial'
        when '12' then 'commercial'
        when '13' then 'commercial'
        when '14' then 'commercial'
        when 'HM' then 'commercial'
      end
    ) as line_of_business,
    coalesce(k.code, '*') as code_key
  from line as l
  left join coverage as e
    on e.member_id = l.member_id and l.first_day >= e.from_day and l.first_day <= e.to_day
  left join coverage as z
    on z.member_id = l.member_id and l.last_day >= z.from_day and l.last_day <= z.to_day
  left join (select member_id, min(from_day) as first_covered_day from coverage group by member_id) as f
    on f.member_id = l.member_id
  left join day_version as dv on dv.first_day = l.first_day
  left join c_version as v on v.contract_version = dv.contract_version
  left join medicare as m on m.claim_key = l.claim_key
  left join c_kind as k on k.code = l.code
),
asked as (
  select
    p.*,
    b.lob_key,
    coalesce(b.is_covered, true) as is_line_of_business_covered,
    coalesce(v.names_states and p.member_state is not null and st.state is null, false) as is_outside_service_area,
    coalesce(v.lists_sites, false) as lists_sites,
    coalesce(s1.npi, s2.npi, s3.npi) is not null as is_listed_site,
    case when s1.npi is not null then s1.kind when s2.npi is not null then s2.kind else s3.kind end as site_kind,
    case when s1.npi is not null then s1.state when s2.npi is not null then s2.state else s3.state end as site_state,
    x.is_eligibility_known,
    p.first_covered_day is not null as is_member_known,
    case
      when p.frequency = '7' and o.earlier_received is not null and v.corrected_claim_days is not null
        then date_diff('day', o.earlier_received, p.received_date) > v.corrected_claim_days
      when p.frequency = '7' then false
      else date_diff('day', p.last_day, p.received_date) > v.timely_filing_days
    end as is_filed_late,
    r.earlier_key is not null as is_superseded,
    k.therapy,
    k.in_force_from,
    k.in_force_to,
    coalesce(k.is_by_days, false) as is_by_days,
    coalesce(k.is_therapy, false) as is_therapy,
    coalesce(k.is_catheter_care, false) as is_catheter_care,
    coalesce(k.is_nursing, false) as is_nursing,
    coalesce(k.is_any_nursing, false) as is_any_nursing,
    coalesce(k.is_place_bound, false) as is_place_bound,
    coalesce(k.is_drug, false) as is_drug,
    coalesce(k.is_unlisted_drug, false) as is_unlisted_drug,
    coalesce(k.is_medicare_excluded, false) as is_medicare_excluded,
    k.most_units_per_day,
    c.x_home_mix,
    c.x_code_refused,
    c.x_other_code_system,
    c.x_not_covered,
    c.x_not_covered_de_clotting,
    c.x_not_covered_behind_medicare,
    c.x_nursing_inside,
    c.x_pharmacy_benefit,
    c.x_suite_code,
    c.x_setting_home,
    c.x_setting_suite,
    coalesce(c.is_early_stop, false) as is_early_stop_code,
    c.is_capitated,
    c.copay,
    c.coinsurance,
    c.has_deductible,
    c.is_free,
    c.is_free_when_de_clotting,
    case when dc.member_key is not null then coalesce(c.authorization_de_clotting, c.authorization_needed)
      else c.authorization_needed end as authorization_needed,
    c.is_carried_by_drug,
    dc.member_key is not null as is_de_clotting_visit,
    v.month_per_line,
    v.claim_form,
    v.ndc_with_unlisted,
    v.nursing_by_infusion_provider,
    v.nursing_by_home_health_agency,
    v.nurse_rn,
    v.nurse_lpn,
    v.nurse_np,
    v.suite_refused,
    v.suite_billed_as_home,
    v.suite_names_places,
    v.suite_names_diagnoses,
    v.gy_direct,
    v.gy_or_note_direct,
    v.gy_whole_claim,
    v.crossover_refused,
    v.crossover_wait_days,
    v.longest_interval_hours,
    v.waste,
    v.waste_sv_refused,
    coalesce(
      p.billing_taxonomy_code like '251E%',
      p.claim_type = 'institutional' and p.bill_type_code like '3%',
      false
    ) as is_home_health_agency,
    coalesce(v.least_days_per_line > p.days and k.is_therapy and fo.member_key is not null, false) as is_too_short,
    coalesce(pl.is_home, case when v.contract_version is not null then false end) as is_home_place,
    coalesce(pl.is_named_for_suite, false) as is_named_for_suite,
    coalesce(pl.is_without_nursing, false) as is_without_nursing,
    coalesce(v.suite_modifier is null or v.suite_modifier in (p.modifier_1, p.modifier_2, p.modifier_3, p.modifier_4, p.modifier_5), false)
      as has_suite_modifier,
    coalesce(v.also_modifier is null or v.also_modifier in (p.modifier_1, p.modifier_2, p.modifier_3, p.modifier_4, p.modifier_5), false)
      as has_also_modifier,
    coalesce(k.is_place_bound, false) and (
      coalesce(q.has_ss, false)
      or coalesce(v.suite_modifier in (p.modifier_1, p.modifier_2, p.modifier_3, p.modifier_4, p.modifier_5), false)
      or coalesce(pl.is_suite, false)
      or (
        coalesce(case when s1.npi is not null then s1.kind when s2.npi is not null then s2.kind else s3.kind end, '') = 'suite'
        and not coalesce(pl.is_home, false)
      )
    ) as is_suite_line,
    sd.claim_key is not null as has_suite_diagnosis,
    coalesce(g.is_mixed, false) as is_gy_mixed,
    d.dose_interval_hours,
    q.has_sh, q.has_sj, q.has_sv, q.has_jw, q.has_jz, q.has_gy, q.has_ga, q.has_gz, q.has_nu, q.has_rr, q.has_ey,
    q.has_cr, q.has_td, q.has_te, q.has_sa, q.is_separate_visit, q.is_distinct_service
  from placed as p
  cross join run_facts as x
  join modifiers as q on q.modifier_set = p.modifier_set
  left join c_version as v on v.contract_version = p.contract_version
  left join c_line_of_business as b
    on b.contract_version = p.contract_version and b.line_of_business = coalesce(p.line_of_business, '')
  left join c_state as st on st.contract_version = p.contract_version and st.state = p.member_state
  left join c_site as s1
    on s1.contract_version = p.contract_version and s1.npi = p.facility_npi
    and p.first_day >= s1.first_day and p.first_day <= s1.last_day
  left join c_site as s2
    on s2.contract_version = p.contract_version and s2.npi = p.rendering_npi
    and p.first_day >= s2.first_day and p.first_day <= s2.last_day
  left join c_site as s3
    on s3.contract_version = p.contract_version and s3.npi = p.billing_npi
    and p.first_day >= s3.first_day and p.first_day <= s3.last_day
  left join c_place as pl on pl.contract_version = p.contract_version and pl.place = p.place
  left join c_kind as k on k.code = p.code_key
  left join c_code as c
    on c.contract_version = p.contract_version and c.code = p.code_key and c.lob_key = b.lob_key
  left join (select distinct earlier_key from replacement) as r on r.earlier_key = p.claim_key
  left join (select later_key, min(earlier_received) as earlier_received from replacement group by later_key) as o
    on o.later_key = p.claim_key
  left join de_clotting_day as dc
    on dc.member_key = p.member_key and dc.day = p.first_day and k.is_nursing
  left join follow_on as fo
    on fo.member_key = p.member_key and fo.code = p.code and fo.first_day = p.last_day + 1
  left join suite_diagnosis as sd on sd.claim_key = p.claim_key and sd.contract_version = p.contract_version
  left join gy_claim as g on g.claim_key = p.claim_key
  left join dosing_day as d
    on d.member_id = p.member_id and d.code = p.code and d.first_day = p.first_day
)
select
  *,
  is_early_stop_code and has_sv as is_early_stop,
  0 /* mask: own */ as own_mask
from asked
