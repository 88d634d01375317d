-- counted: one row a thing that counts (a request's component, or an item), with whether it was decided in the year.
select
  *,
  coalesce(decided_at >= year_begins and decided_at < year_ends, false) as is_decided,
  submitted_at < year_ends and (decided_at is null or decided_at >= year_ends) and outcome <> 'cancel'
    and outcome <> 'not_required' as is_open,
  submitted_at >= year_begins and submitted_at < year_ends as is_received,
  date_diff('second', submitted_at, decided_at) as seconds
from unit
cross join year_bounds
