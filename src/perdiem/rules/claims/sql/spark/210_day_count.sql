-- day_count: one row a line counted by days, with the days that each reason takes and the most that remain.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH reasons AS (
  SELECT
    member_key,
    seq,
    COUNT(*) FILTER(WHERE
      reason = 0) AS open_days,
    COUNT(*) FILTER(WHERE
      reason = 1) AS days_general,
    COUNT(*) FILTER(WHERE
      reason = 2) AS days_pair,
    COUNT(*) FILTER(WHERE
      reason = 3) AS days_care,
    COUNT(*) FILTER(WHERE
      reason = 4) AS days_hold,
    COUNT(*) FILTER(WHERE
      reason = 5) AS days_hospital,
    COUNT(*) FILTER(WHERE
      reason = 6) AS days_infusion,
    COUNT(*) FILTER(WHERE
      reason = 7) AS days_again
  FROM line_day
  GROUP BY
    member_key,
    seq
)
SELECT
  l.member_key,
  l.seq,
  l.billed_days,
  COALESCE(r.days_general, 0) AS days_general,
  COALESCE(r.days_pair, 0) AS days_pair,
  COALESCE(r.days_care, 0) AS days_care,
  COALESCE(r.days_hold, 0) AS days_hold,
  COALESCE(r.days_hospital, 0) AS days_hospital,
  CASE
    WHEN l.most_blocks IS NULL
    THEN COALESCE(r.days_infusion, 0)
    ELSE GREATEST(COALESCE(r.open_days, l.days) - l.most_blocks, 0)
  END AS days_infusion,
  COALESCE(r.days_again, 0) AS days_again,
  LEAST(
    l.billed_days,
    CAST(COALESCE(r.open_days, l.days) AS DECIMAL(18, 4)),
    CAST(COALESCE(l.most_blocks, l.days) AS DECIMAL(18, 4))
  ) AS days_left
FROM day_line AS l
LEFT JOIN reasons AS r
  ON r.member_key = l.member_key AND r.seq = l.seq
