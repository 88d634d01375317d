-- grain: one claim line of the book that has a member and days, with what its code is and where the service was given
select
  l.member_id,
  l.claim_line_start_date as first_day,
  coalesce(l.claim_line_end_date, l.claim_line_start_date) as last_day,
  l.hcpcs_code,
  k.kind,
  case
    when l.place_of_service_code = '23' or lpad(l.revenue_center_code, 4, '0') like '045%'
      or k.kind = 'emergency_visit' then 'emergency'
    when l.place_of_service_code = '21' or ltrim(l.bill_type_code, '0') like '11%' then 'inpatient'
    when l.place_of_service_code in ('19', '22') or ltrim(l.bill_type_code, '0') like '13%' then 'hospital'
    when l.place_of_service_code = '49'
      or 'SS' in (
        coalesce(l.hcpcs_modifier_1, ''), coalesce(l.hcpcs_modifier_2, ''),
        coalesce(l.hcpcs_modifier_3, ''), coalesce(l.hcpcs_modifier_4, '')
      ) then 'suite'
    when l.place_of_service_code = '11' then 'office'
    when p.place is not null then 'home'
    else 'elsewhere'
  end as setting,
  coalesce(l.hcpcs_modifier_1, '') in ('SH', 'SJ') or coalesce(l.hcpcs_modifier_2, '') in ('SH', 'SJ')
    or coalesce(l.hcpcs_modifier_3, '') in ('SH', 'SJ') or coalesce(l.hcpcs_modifier_4, '') in ('SH', 'SJ')
    as is_concurrent,
  l.service_unit_quantity,
  cast(l.allowed_amount as double) as allowed,
  cast(l.paid_amount as double) as paid
from in_claim_line as l
left join i_code as k on k.code = l.hcpcs_code
left join i_home_place as p on p.place = l.place_of_service_code
where l.member_id is not null and l.claim_line_start_date is not null
  and coalesce(l.claim_frequency_code, '1') <> '8'
