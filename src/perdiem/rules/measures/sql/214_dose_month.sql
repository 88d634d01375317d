-- dose_month: one row an order and calendar month in which doses of it were to be given, with those that were.
select
  prescription_id,
  cast(date_trunc('month', day) as date) as month,
  sum(case when is_given then doses else 0 end) as doses
from dose
where prescription_id is not null
group by prescription_id, cast(date_trunc('month', day) as date)
