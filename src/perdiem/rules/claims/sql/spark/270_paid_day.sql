-- paid_day: one row a paid day of a line whose days are looked at one by one, with the rank of its therapy on that day.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH open_day AS (
  SELECT
    member_key,
    seq,
    COUNT(*) AS days
  FROM line_day
  WHERE
    reason = 0
  GROUP BY
    member_key,
    seq
), numbered AS (
  SELECT
    d.member_key,
    d.seq,
    d.day,
    d.is_therapy,
    d.contract_version,
    d.therapy_class
  FROM line_day AS d
  JOIN open_day AS o
    ON o.member_key = d.member_key AND o.seq = d.seq
  JOIN line_units AS u
    ON u.member_key = d.member_key AND u.seq = d.seq
  WHERE
    d.reason = 0 AND o.days <= u.units_left
  UNION ALL
  SELECT
    member_key,
    seq,
    day,
    is_therapy,
    contract_version,
    therapy_class
  FROM (
    SELECT
      d.member_key,
      d.seq,
      d.day,
      d.is_therapy,
      d.contract_version,
      d.therapy_class,
      u.units_left,
      ROW_NUMBER() OVER (PARTITION BY d.member_key, d.seq ORDER BY d.day NULLS LAST) AS day_number
    FROM line_day AS d
    JOIN open_day AS o
      ON o.member_key = d.member_key AND o.seq = d.seq
    JOIN line_units AS u
      ON u.member_key = d.member_key AND u.seq = d.seq
    WHERE
      d.reason = 0 AND o.days > u.units_left
  ) AS counted
  WHERE
    day_number <= units_left
)
SELECT
  n.member_key,
  n.seq,
  n.day,
  n.is_therapy,
  n.contract_version,
  n.therapy_class,
  CASE
    WHEN n.is_therapy
    THEN ROW_NUMBER() OVER (
      PARTITION BY n.member_key, n.day, n.is_therapy
      ORDER BY CASE
        WHEN COALESCE(t.highest_rate_first, v.highest_rate_first)
        THEN COALESCE(p.unit_price, CAST(-1 AS DECIMAL(24, 12)))
        ELSE CAST(0 AS DECIMAL(24, 12))
      END DESC, CASE
        WHEN COALESCE(t.sh_sj_not_used, v.sh_sj_not_used)
        THEN 1
        ELSE n.therapy_class
      END NULLS LAST, n.seq NULLS LAST
    )
  END AS therapy_rank
FROM numbered AS n
JOIN c_version AS v
  ON v.contract_version = n.contract_version
LEFT JOIN c_version AS t
  ON t.first_day <= n.day AND t.last_day >= n.day
JOIN line_price AS p
  ON p.member_key = n.member_key AND p.seq = n.seq
