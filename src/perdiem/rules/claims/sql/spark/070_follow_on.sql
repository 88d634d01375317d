-- follow_on: one row a member, therapy code and day on which a line of that code begins.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT DISTINCT
  l.member_key,
  l.code,
  l.first_day
FROM line AS l
JOIN (
  SELECT DISTINCT
    code
  FROM c_kind
  WHERE
    is_therapy
) AS t
  ON t.code = l.code
WHERE
  l.first_day IS NOT NULL
