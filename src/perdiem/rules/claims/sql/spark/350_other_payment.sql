-- other_payment: one row a line with an allowed amount that another payor paid on before, with that payment. A payment
-- on the claim alone is taken up by its lines in their order, as far as their allowed amount.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH by_line AS (
  SELECT
    claim_key,
    claim_line_number,
    payer_id,
    SUM(paid_amount) AS amount
  FROM in_other_payer_line
  WHERE
    paid_amount IS NOT NULL
  GROUP BY
    claim_key,
    claim_line_number,
    payer_id
), by_claim AS (
  SELECT
    p.claim_key,
    SUM(p.paid_amount) AS amount
  FROM in_other_payer AS p
  LEFT JOIN (
    SELECT DISTINCT
      claim_key,
      payer_id
    FROM by_line
  ) AS l
    ON l.claim_key = p.claim_key AND l.payer_id = p.payer_id
  WHERE
    p.paid_amount IS NOT NULL AND l.claim_key IS NULL
  GROUP BY
    p.claim_key
), line AS (
  SELECT
    a.member_key,
    a.seq,
    f.claim_key,
    f.claim_line_number,
    a.allowed_amount
  FROM line_allowed AS a
  JOIN line_fact AS f
    ON f.member_key = a.member_key AND f.seq = a.seq
  JOIN (
    SELECT
      claim_key
    FROM by_line
    UNION
    SELECT
      claim_key
    FROM by_claim
  ) AS o
    ON o.claim_key = f.claim_key
), taken AS (
  SELECT
    l.*,
    c.amount AS claim_amount,
    COALESCE(
      SUM(l.allowed_amount) OVER (
        PARTITION BY l.claim_key
        ORDER BY l.claim_line_number NULLS LAST
        rows BETWEEN UNBOUNDED preceding AND 1 preceding
      ),
      0
    ) AS allowed_before
  FROM line AS l
  LEFT JOIN by_claim AS c
    ON c.claim_key = l.claim_key
)
SELECT
  t.member_key,
  t.seq,
  CAST(COALESCE(d.amount, 0) + CASE
    WHEN t.claim_amount IS NULL
    THEN 0
    ELSE LEAST(t.allowed_amount, GREATEST(t.claim_amount - t.allowed_before, 0))
  END AS DECIMAL(18, 2)) AS amount
FROM taken AS t
LEFT JOIN (
  SELECT
    claim_key,
    claim_line_number,
    SUM(amount) AS amount
  FROM by_line
  GROUP BY
    claim_key,
    claim_line_number
) AS d
  ON d.claim_key = t.claim_key AND d.claim_line_number = t.claim_line_number
