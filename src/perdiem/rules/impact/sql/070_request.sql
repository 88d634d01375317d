-- grain: one item of an authorization, with whether another recommendation would make it needless
with item as (
  select a.authorization_number, a.item_number, a.member_id, a.start_date, a.status, k.kind
  from in_authorization_item as a
  left join i_code as k on k.code = a.hcpcs_code
),
drug as (
  select distinct member_id, start_date from item where kind in ('drug', 'de_clotting_drug') and status = 'approved'
)
select
  i.authorization_number, i.item_number,
  max(coalesce(i.member_id, i.authorization_number)) as member_id,
  max(case when i.kind = 'nursing' then 1 else 0 end) as is_nursing,
  max(case when i.kind in ('de_clotting_kit', 'de_clotting_drug') then 1 else 0 end) as is_de_clotting,
  max(case
    when d.member_id is not null and i.kind in ('infusion_per_diem', 'pn_per_diem', 'nursing', 'supply') then 1 else 0
  end) as is_carried
from item as i
left join drug as d on d.member_id = i.member_id and d.start_date between i.start_date - 30 and i.start_date + 30
group by i.authorization_number, i.item_number
