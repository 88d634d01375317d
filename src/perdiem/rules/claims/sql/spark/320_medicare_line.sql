-- medicare_line: one row a line that Medicare decided before, with what Medicare allowed on it, where the contract lets
-- that bound what it allows: the claim's allowed amount for a claim of one line, else paid plus the member's part.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH bounded AS (
  SELECT
    l.member_key,
    l.seq,
    l.claim_key,
    l.claim_line_number
  FROM line_fact AS l
  JOIN c_version AS v
    ON v.contract_version = l.contract_version
  WHERE
    v.medicare_allowed_bounds AND l.is_medicare_primary AND l.has_medicare_decided
), payer AS (
  SELECT
    claim_key,
    payer_id,
    MAX(allowed_amount) AS allowed_amount
  FROM in_other_payer
  WHERE
    payer_responsibility_code = 'P' AND claim_filing_indicator_code IN ('MA', 'MB')
  GROUP BY
    claim_key,
    payer_id
), size AS (
  SELECT
    l.claim_key,
    COUNT(*) AS lines
  FROM line_fact AS l
  JOIN (
    SELECT DISTINCT
      claim_key
    FROM bounded
  ) AS b
    ON b.claim_key = l.claim_key
  GROUP BY
    l.claim_key
), member_part AS (
  SELECT
    claim_key,
    claim_line_number,
    payer_id,
    SUM(amount) AS amount
  FROM in_other_payer_adjustment
  WHERE
    group_code = 'PR' AND claim_line_number IS NOT NULL
  GROUP BY
    claim_key,
    claim_line_number,
    payer_id
), paid AS (
  SELECT
    claim_key,
    claim_line_number,
    payer_id,
    SUM(paid_amount) AS amount
  FROM in_other_payer_line
  GROUP BY
    claim_key,
    claim_line_number,
    payer_id
)
SELECT
  b.member_key,
  b.seq,
  CASE
    WHEN z.lines = 1 AND y.allowed_amount IS NOT NULL
    THEN y.allowed_amount
    WHEN d.claim_key IS NOT NULL
    THEN CAST(COALESCE(d.amount, 0) + COALESCE(m.amount, CAST(0 AS DECIMAL(18, 2))) AS DECIMAL(18, 2))
  END AS allowed_amount
FROM bounded AS b
JOIN payer AS y
  ON y.claim_key = b.claim_key
JOIN size AS z
  ON z.claim_key = b.claim_key
LEFT JOIN paid AS d
  ON d.claim_key = b.claim_key
  AND d.claim_line_number = b.claim_line_number
  AND d.payer_id = y.payer_id
LEFT JOIN member_part AS m
  ON m.claim_key = b.claim_key
  AND m.claim_line_number = b.claim_line_number
  AND m.payer_id = y.payer_id
