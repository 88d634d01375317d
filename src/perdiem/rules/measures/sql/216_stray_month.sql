-- stray_month: one row an order and calendar month in which doses were to be given and the order did not run.
select
  g.prescription_id,
  g.month,
  case
    when o.prescription_id is null then 'a dose of an order that is not in the book'
    else 'a dose given outside the days of its order'
  end as reason
from dose_month as g
left join order_days as o on o.prescription_id = g.prescription_id
where
  o.prescription_id is null
  or g.month < date_trunc('month', o.first_day)
  or g.month > date_trunc('month', o.last_day)
  or o.first_day > o.last_day
