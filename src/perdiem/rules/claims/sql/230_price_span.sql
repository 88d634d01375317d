-- price_span: one row a price and the days that it holds: to its own end or to the day before the next one.
select
  basis,
  coalesce(schedule, '') as schedule,
  hcpcs_code as code,
  coalesce(ndc, '') as ndc,
  start_date as from_day,
  least(
    coalesce(end_date, date '9999-12-31'),
    coalesce(
      lead(start_date) over (partition by basis, schedule, hcpcs_code, ndc order by start_date nulls last) - 1,
      date '9999-12-31'
    )
  ) as to_day,
  unit_price
from in_price
