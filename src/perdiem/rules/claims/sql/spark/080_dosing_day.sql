-- dosing_day: one row a member, therapy code and first service day, with the longest interval between doses that an
-- order of that day asks for.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT
  l.member_id,
  l.code,
  l.first_day,
  MAX(o.dose_interval_hours) AS dose_interval_hours
FROM line AS l
JOIN in_prescription AS o
  ON o.member_id = l.member_id
  AND (
    o.per_diem_code IS NULL OR o.per_diem_code = l.code
  )
  AND o.start_date <= l.first_day
  AND COALESCE(o.end_date, CAST('9999-12-31' AS DATE)) >= l.first_day
JOIN (
  SELECT DISTINCT
    code
  FROM c_kind
  WHERE
    is_therapy
) AS t
  ON t.code = l.code
WHERE
  o.dose_interval_hours IS NOT NULL
GROUP BY
  l.member_id,
  l.code,
  l.first_day
