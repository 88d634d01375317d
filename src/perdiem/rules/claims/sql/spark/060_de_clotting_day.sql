-- de_clotting_day: one row a member and day on which the catheter was cleared: the days of lines of S5517, J2997 and
-- 36593 that can be processed and are neither void nor superseded.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH clearing AS (
  SELECT DISTINCT
    l.member_key,
    l.first_day,
    l.last_day
  FROM line AS l
  LEFT JOIN (
    SELECT DISTINCT
      earlier_key
    FROM replacement
  ) AS r
    ON r.earlier_key = l.claim_key
  WHERE
    l.code IN ('S5517', 'J2997', '36593')
    AND r.earlier_key IS NULL
    AND l.frequency <> '8'
    AND l.charge >= 0
    AND l.charge < 10000000
    AND l.last_day >= l.first_day
    AND l.days <= 366
    AND l.units > 0
    AND l.units < 1000000
    AND (
      l.place IS NOT NULL OR l.claim_type <> 'professional'
    )
)
SELECT DISTINCT
  c.member_key,
  CAST(d.day AS DATE) AS day
FROM clearing AS c
LATERAL VIEW
EXPLODE(SEQUENCE(c.first_day, c.last_day, INTERVAL '1' DAY)) d AS day
