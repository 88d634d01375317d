-- pair_refused: one row a standing line that the rules among lines refuse as a whole, with one bit an edit.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH found AS (
  SELECT
    member_key,
    seq,
    edit
  FROM pair_hit
  WHERE
    NOT is_by_days
  UNION
  SELECT
    s.member_key,
    s.seq,
    'units_over_days' AS edit
  FROM standing AS s
  JOIN c_version AS v
    ON v.contract_version = s.contract_version
  WHERE
    v.units_over_days_denied
    AND s.is_by_days
    AND NOT s.is_in_minutes
    AND s.units > s.days
  UNION
  SELECT
    s.member_key,
    s.seq,
    'added_hour_alone' AS edit
  FROM standing AS s
  LEFT JOIN span AS f
    ON f.member_key = s.member_key
    AND f.code_group = 'first_visit'
    AND f.contract_version = s.contract_version
    AND f.first_day <= s.first_day
    AND f.last_day >= s.first_day
  WHERE
    s.code = '99602' AND f.seq IS NULL
  UNION
  SELECT
    s.member_key,
    s.seq,
    'second_visit' AS edit
  FROM standing AS s
  JOIN c_version AS v
    ON v.contract_version = s.contract_version
  JOIN span AS f
    ON f.member_key = s.member_key
    AND f.code_group = 'first_visit'
    AND f.contract_version = s.contract_version
    AND f.first_day = s.first_day
    AND f.seq < s.seq
  WHERE
    v.second_visit_as_hours AND s.code = '99601'
), masked AS (
  SELECT
    f.member_key,
    f.seq,
    CAST(SUM(e.bit) AS BIGINT) AS pair_mask
  FROM (
    SELECT DISTINCT
      member_key,
      seq,
      edit
    FROM found
  ) AS f
  JOIN c_edit AS e
    ON e.edit = f.edit AND e.asked_with = 'pair'
  GROUP BY
    f.member_key,
    f.seq
)
SELECT
  m.member_key,
  m.seq,
  m.pair_mask,
  e.edit
FROM masked AS m
JOIN c_edit AS e
  ON e.asked_with = 'pair' AND e.bit = (
    m.pair_mask & (
      -m.pair_mask
    )
  )
