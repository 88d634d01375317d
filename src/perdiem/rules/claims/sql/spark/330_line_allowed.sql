-- line_allowed: one row a priced line that no cut has taken whole: what is allowed after the bounds, and what the bounds took.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH bound AS (
  SELECT
    a.member_key,
    a.seq,
    a.full_amount,
    a.kept_amount,
    a.shared_amount,
    CASE
      WHEN s.code = '99601'
      AND v.nursing_only_percent IS NOT NULL
      AND t.seq IS NULL
      AND p.unit_price IS NOT NULL
      THEN CAST(ROUND(
        CAST(CAST(p.unit_price AS DECIMAL(20, 6)) * CAST(v.nursing_only_percent AS DECIMAL(10, 4)) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(24, 12)) * CAST(q.paid_units AS DECIMAL(14, 4)),
        2
      ) AS DECIMAL(18, 2))
    END AS nursing_bound,
    m.allowed_amount AS medicare_bound
  FROM line_amount AS a
  JOIN line_quantity AS q
    ON q.member_key = a.member_key AND q.seq = a.seq
  JOIN standing AS s
    ON s.member_key = a.member_key AND s.seq = a.seq
  JOIN c_version AS v
    ON v.contract_version = s.contract_version
  LEFT JOIN (
    SELECT
      n.member_key,
      n.seq
    FROM standing AS n
    JOIN span AS h
      ON h.member_key = n.member_key
      AND h.contract_version = n.contract_version
      AND h.code_group = 'therapy_per_diem'
      AND h.first_day <= n.last_day
      AND h.last_day >= n.first_day
    WHERE
      n.code = '99601'
    GROUP BY
      n.member_key,
      n.seq
  ) AS t
    ON t.member_key = a.member_key AND t.seq = a.seq
  LEFT JOIN price_span AS p
    ON p.basis = 'physician'
    AND p.schedule = ''
    AND p.ndc = ''
    AND p.code = s.code
    AND p.from_day <= s.first_day
    AND p.to_day >= s.first_day
  LEFT JOIN medicare_line AS m
    ON m.member_key = a.member_key AND m.seq = a.seq
  LEFT JOIN (
    SELECT DISTINCT
      member_key,
      seq
    FROM line_cut
  ) AS c
    ON c.member_key = a.member_key AND c.seq = a.seq
  WHERE
    q.paid_units > 0 OR c.seq IS NULL
)
SELECT
  member_key,
  seq,
  full_amount,
  kept_amount,
  shared_amount,
  GREATEST(shared_amount - COALESCE(nursing_bound, shared_amount), CAST(0 AS DECIMAL(18, 2))) AS nursing_only_amount,
  GREATEST(
    LEAST(shared_amount, COALESCE(nursing_bound, shared_amount)) - COALESCE(medicare_bound, shared_amount),
    CAST(0 AS DECIMAL(18, 2))
  ) AS medicare_amount,
  LEAST(
    shared_amount,
    COALESCE(nursing_bound, shared_amount),
    COALESCE(medicare_bound, shared_amount)
  ) AS allowed_amount
FROM bound
