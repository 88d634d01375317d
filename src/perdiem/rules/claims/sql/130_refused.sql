-- refused: one row a line that an edit of steps 1 to 11 refuses, with one bit an edit, and the first of them.
with masked as (
  select
    l.member_key,
    l.seq,
    l.own_mask | coalesce(a.authorization_mask, 0) | case when d.seq is not null then x.duplicate_bit else 0 end as refused_mask
  from line_fact as l
  cross join run_facts as x
  left join line_authorization as a on a.member_key = l.member_key and a.seq = l.seq
  left join duplicate as d on d.member_key = l.member_key and d.seq = l.seq
  where l.own_mask <> 0 or coalesce(a.authorization_mask, 0) <> 0 or d.seq is not null
)
select m.member_key, m.seq, m.refused_mask, e.edit
from masked as m
join c_edit as e on e.asked_with = 'refusing' and e.bit = (m.refused_mask & (-m.refused_mask))
