-- coverage: one row a member and stretch of days without a change of eligibility; of several rows that hold a
-- stretch, the one that began last.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT
  member_id,
  from_day,
  to_day,
  span_start,
  line_of_business,
  is_medicare_primary,
  state,
  deductible_left,
  out_of_pocket_left
FROM (
  WITH edges AS (
    SELECT
      member_id,
      enrollment_start_date AS day
    FROM in_eligibility
    UNION
    SELECT
      member_id,
      enrollment_end_date + 1 AS day
    FROM in_eligibility
    WHERE
      enrollment_end_date IS NOT NULL
  ), stretches AS (
    SELECT
      member_id,
      day AS from_day,
      COALESCE(
        LEAD(day) OVER (PARTITION BY member_id ORDER BY day NULLS LAST) - 1,
        CAST('9999-12-31' AS DATE)
      ) AS to_day
    FROM edges
  )
  SELECT
    s.member_id,
    s.from_day,
    s.to_day,
    e.enrollment_start_date AS span_start,
    e.line_of_business,
    e.is_medicare_primary,
    e.state,
    e.deductible_left,
    e.out_of_pocket_left,
    ROW_NUMBER() OVER (
      PARTITION BY s.member_id, s.from_day
      ORDER BY e.enrollment_start_date DESC, e.enrollment_end_date DESC
    ) AS _w
  FROM stretches AS s
  JOIN in_eligibility AS e
    ON e.member_id = s.member_id
    AND e.enrollment_start_date <= s.from_day
    AND COALESCE(e.enrollment_end_date, CAST('9999-12-31' AS DATE)) >= s.from_day
) AS _t
WHERE
  _w = 1
