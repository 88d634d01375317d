-- authorized_units: one row a standing line carried by an approval of a number of units, with the units left for it.
select
  member_key,
  seq,
  greatest(
    approved_quantity - coalesce(
      sum(units) over (
        partition by member_key, authorization_number, item_number order by seq nulls last
        rows between unbounded preceding and 1 preceding
      ),
      0
    ),
    cast(0 as decimal(18, 4))
  ) as units_left
from standing
where approved_quantity is not null
