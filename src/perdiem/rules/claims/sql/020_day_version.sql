-- day_version: one row a first service day, with the version of the contract in force on it.
select
  d.first_day,
  v.contract_version
from (select distinct first_day from line where first_day is not null) as d
join c_version as v
  on d.first_day >= v.first_day and d.first_day <= v.last_day
