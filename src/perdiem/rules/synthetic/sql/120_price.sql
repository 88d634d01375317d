-- price: one row a drug: what a percent of ASP is taken of.
select
  'asp' as basis,
  a.code as hcpcs_code,
  date '2024-01-01' as start_date,
  cast(a.amount as decimal(18, 6)) as unit_price
from r_amount as a
where a.code like 'J%'
