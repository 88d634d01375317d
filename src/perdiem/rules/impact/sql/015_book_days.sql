-- grain: one row: the first and the last service day of the book's infusion lines, else of all its lines
select
  coalesce(min(case when is_ours then first_day end), min(first_day)) as first_day,
  coalesce(max(case when is_ours then last_day end), max(last_day)) as last_day
from (
  select first_day, last_day, kind in ('infusion_per_diem', 'pn_per_diem') as is_ours
  from coded_line
) as line
