-- grain: one drug at one site of care: what was allowed for all of a therapy, by what it was for, in months of members who had
-- that one drug there, and no per diems of two kinds; a therapy day is a day of the drug, of an infusion, or that a per diem
-- stands for
with line as (
  select member_id, setting as site, date_trunc('month', first_day) as month, kind, hcpcs_code, first_day, last_day, allowed
  from coded_line
  where setting in ('home', 'suite', 'office', 'hospital') and allowed > 0
    and kind in ('drug', 'infusion_per_diem', 'pn_per_diem', 'nursing', 'supply', 'facility_infusion')
),
drug as (
  select
    member_id, site, month,
    min(hcpcs_code) filter (where kind = 'drug') as code,
    count(distinct hcpcs_code) filter (where kind = 'drug') as drugs,
    count(distinct hcpcs_code) filter (where kind in ('infusion_per_diem', 'pn_per_diem')) as per_diems
  from line
  group by member_id, site, month
),
day as (
  select member_id, site, month, count(distinct day) as days
  from (
    select
      member_id, site, month,
      unnest(range(first_day, case when kind in ('infusion_per_diem', 'pn_per_diem') then last_day else first_day end
        + interval 1 day, interval 1 day)) as day
    from line
    where kind in ('drug', 'infusion_per_diem', 'pn_per_diem', 'facility_infusion')
  ) as given
  group by member_id, site, month
),
amount as (
  select
    member_id, site, month,
    sum(case when kind = 'drug' then allowed else 0 end) as drug,
    sum(case when kind in ('infusion_per_diem', 'pn_per_diem') then allowed else 0 end) as per_diem,
    sum(case when kind = 'nursing' then allowed else 0 end) as visits,
    sum(case when kind = 'supply' then allowed else 0 end) as supplies,
    sum(case when kind = 'facility_infusion' then allowed else 0 end) as infusion
  from line
  group by member_id, site, month
)
select
  d.code,
  d.site,
  count(*) as months,
  count(distinct d.member_id) as members,
  sum(y.days) as days,
  sum(a.drug) as drug,
  sum(a.per_diem) as per_diem,
  sum(a.visits) as visits,
  sum(a.supplies) as supplies,
  sum(a.infusion) as infusion
from drug as d
join day as y on y.member_id = d.member_id and y.site = d.site and y.month = d.month
join amount as a on a.member_id = d.member_id and a.site = d.site and a.month = d.month
where d.drugs = 1 and d.per_diems <= 1
group by d.code, d.site
order by d.code, d.site
