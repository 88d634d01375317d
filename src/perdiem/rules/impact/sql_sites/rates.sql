-- grain: one code at one site of care: published rates in dollars; a rate that names several places counts for each
with rate as (
  select distinct
    r.code,
    r.npi,
    r.tin,
    r.rate,
    case
      when r.billing_class = 'institutional' or r.setting in ('outpatient', 'both') then 'hospital'
      when r.setting = 'inpatient' then 'inpatient'
      when p.place in ('19', '22') then 'hospital'
      when p.place = '23' then 'emergency'
      when p.place = '21' then 'inpatient'
      when p.place = '49' then 'suite'
      when p.place = '11' then 'office'
      when h.place is not null then 'home'
      when p.place is null or p.place = '' or p.place = 'CSTM-00' then 'any'
      else 'elsewhere'
    end as site
  from published_rate as r
  left join lateral (
    select unnest(string_split(coalesce(r.places_of_service, ''), ' ')) as place
  ) as p on true
  left join i_home_place as h on h.place = p.place
  join i_code as k on k.code = r.code
  where k.kind in ('drug', 'de_clotting_drug', 'facility_infusion', 'facility_picc', 'infusion_per_diem', 'pn_per_diem', 'nursing')
    and r.rate_unit = 'USD' and r.rate_mark is null and r.rate > 0
    and coalesce(r.arrangement, 'ffs') = 'ffs' and r.rate_kind = 'negotiated'
)
select
  code,
  site,
  count(*) as amounts,
  cast(null as decimal(18, 4)) as units,
  avg(cast(rate as double)) as mean,
  quantile_cont(cast(rate as double), 0.5) as median,
  quantile_cont(cast(rate as double), 0.25) as low,
  quantile_cont(cast(rate as double), 0.75) as high
from rate
group by code, site
order by code, site
