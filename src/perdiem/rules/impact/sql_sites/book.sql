-- grain: one code at one site of care: allowed amounts a unit of the book's lines
with priced as (
  select hcpcs_code as code, setting as site, service_unit_quantity as units, allowed / service_unit_quantity as price
  from coded_line
  where kind in ('drug', 'de_clotting_drug', 'facility_infusion', 'facility_picc', 'infusion_per_diem', 'pn_per_diem', 'nursing')
    and allowed > 0 and service_unit_quantity > 0
)
select
  code,
  site,
  count(*) as amounts,
  sum(units) as units,
  sum(price * cast(units as double)) / sum(cast(units as double)) as mean,
  quantile_cont(price, 0.5) as median,
  quantile_cont(price, 0.25) as low,
  quantile_cont(price, 0.75) as high
from priced
group by code, site
order by code, site
