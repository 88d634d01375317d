-- refused: one row a line that an edit of steps 1 to 11 refuses, with one bit an edit, and the first of them.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH masked AS (
  SELECT
    l.member_key,
    l.seq,
    l.own_mask | COALESCE(a.authorization_mask, 0) | CASE WHEN d.seq IS NOT NULL THEN x.duplicate_bit ELSE 0 END AS refused_mask
  FROM line_fact AS l
  CROSS JOIN run_facts AS x
  LEFT JOIN line_authorization AS a
    ON a.member_key = l.member_key AND a.seq = l.seq
  LEFT JOIN duplicate AS d
    ON d.member_key = l.member_key AND d.seq = l.seq
  WHERE
    l.own_mask <> 0 OR COALESCE(a.authorization_mask, 0) <> 0 OR d.seq IS NOT NULL
)
SELECT
  m.member_key,
  m.seq,
  m.refused_mask,
  e.edit
FROM masked AS m
JOIN c_edit AS e
  ON e.asked_with = 'refusing'
  AND e.bit = (
    m.refused_mask & (
      -m.refused_mask
    )
  )
