-- pair_hit: one row a standing line, edit and stretch of days on which a line stands in its way.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT DISTINCT
  l.member_key,
  l.seq,
  p.edit,
  l.is_by_days,
  GREATEST(l.first_day, s.first_day) AS from_day,
  LEAST(l.last_day, s.last_day) AS to_day
FROM standing AS l
JOIN c_pair AS p
  ON p.contract_version = l.contract_version AND p.code = l.code
JOIN span AS s
  ON s.member_key = l.member_key
  AND s.code_group = p.code_group
  AND s.contract_version = p.contract_version
  AND s.first_day <= l.last_day
  AND s.last_day >= l.first_day
WHERE
  s.seq <> l.seq
  AND (
    s.seq < l.seq OR NOT p.earlier_only
  )
  AND NOT (
    p.edit = 'visit_beside_insertion' AND l.is_separate_visit
  )
