-- price_span: one row a price and the days that it holds: to its own end or to the day before the next one.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT
  basis,
  COALESCE(schedule, '') AS schedule,
  hcpcs_code AS code,
  COALESCE(ndc, '') AS ndc,
  start_date AS from_day,
  LEAST(
    COALESCE(end_date, CAST('9999-12-31' AS DATE)),
    COALESCE(
      LEAD(start_date) OVER (PARTITION BY basis, schedule, hcpcs_code, ndc ORDER BY start_date NULLS LAST) - 1,
      CAST('9999-12-31' AS DATE)
    )
  ) AS to_day,
  unit_price
FROM in_price
