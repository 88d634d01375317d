-- pair_hit: one row a standing line, edit and stretch of days on which a line stands in its way.
select distinct
  l.member_key,
  l.seq,
  p.edit,
  l.is_by_days,
  greatest(l.first_day, s.first_day) as from_day,
  least(l.last_day, s.last_day) as to_day
from standing as l
join c_pair as p on p.contract_version = l.contract_version and p.code = l.code
join span as s
  on s.member_key = l.member_key
  and s.code_group = p.code_group
  and s.contract_version = p.contract_version
  and s.first_day <= l.last_day
  and s.last_day >= l.first_day
where
  s.seq <> l.seq
  and (s.seq < l.seq or not p.earlier_only)
  and not (p.edit = 'visit_beside_insertion' and l.is_separate_visit)
