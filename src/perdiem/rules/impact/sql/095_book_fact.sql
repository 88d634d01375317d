-- grain: one fact of the book: sums above and below the line, how many things are below it, and the squares and products of
-- members' own sums, by which doubt is told when a member brings several
with of_member as (
  select fact, member_id, sum(top) as top, sum(bottom) as bottom, count(*) filter (where bottom > 0) as counted
  from told
  group by fact, member_id
)
select
  fact,
  count(*) as members,
  sum(counted) as counted,
  sum(top) as top,
  sum(bottom) as bottom,
  sum(top * top) as tops,
  sum(top * bottom) as crossed,
  sum(bottom * bottom) as bottoms
from of_member
group by fact
