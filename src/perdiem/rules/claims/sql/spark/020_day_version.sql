-- day_version: one row a first service day, with the version of the contract in force on it.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT
  d.first_day,
  v.contract_version
FROM (
  SELECT DISTINCT
    first_day
  FROM line
  WHERE
    first_day IS NOT NULL
) AS d
JOIN c_version AS v
  ON d.first_day >= v.first_day AND d.first_day <= v.last_day
