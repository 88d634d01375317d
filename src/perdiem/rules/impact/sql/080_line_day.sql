-- grain: one catheter with its days inside the book's days: from its placement to the day before its removal
select
  catheter_id,
  member_id,
  greatest(
    0,
    least(coalesce(removed_date, (select last_day from book_days) + 1), (select last_day from book_days) + 1)
    - greatest(placed_date, (select first_day from book_days))
  ) as days
from in_catheter
where coalesce(is_insertion_successful, true) and placed_date <= (select last_day from book_days)
