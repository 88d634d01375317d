-- line_payment: one row a line with an allowed amount: what is paid, what the member owes, what another payor covers.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH settled AS (
  SELECT
    m.*,
    m.copay_amount + m.deductible_amount + m.coinsurance_amount AS owed,
    m.allowed_amount - (
      m.copay_amount + m.deductible_amount + m.coinsurance_amount
    ) AS payment,
    o.amount AS other_amount
  FROM member_share AS m
  LEFT JOIN other_payment AS o
    ON o.member_key = m.member_key AND o.seq = m.seq
), paid AS (
  SELECT
    s.*,
    CASE
      WHEN other_amount IS NULL
      THEN payment
      ELSE LEAST(payment, GREATEST(allowed_amount - other_amount, CAST(0 AS DECIMAL(18, 2))))
    END AS paid_amount
  FROM settled AS s
), freed AS (
  SELECT
    p.*,
    CASE
      WHEN other_amount IS NULL
      THEN CAST(0 AS DECIMAL(18, 2))
      ELSE owed - LEAST(
        owed,
        GREATEST(allowed_amount - other_amount - paid_amount, CAST(0 AS DECIMAL(18, 2)))
      )
    END AS relief
  FROM paid AS p
)
SELECT
  member_key,
  seq,
  allowed_amount,
  CAST(paid_amount AS DECIMAL(18, 2)) AS paid_amount,
  CAST(coinsurance_amount - LEAST(coinsurance_amount, relief) AS DECIMAL(18, 2)) AS coinsurance_amount,
  CAST(copay_amount - LEAST(copay_amount, relief - LEAST(coinsurance_amount, relief)) AS DECIMAL(18, 2)) AS copay_amount,
  CAST(deductible_amount - (
    relief - LEAST(coinsurance_amount, relief) - LEAST(copay_amount, relief - LEAST(coinsurance_amount, relief))
  ) AS DECIMAL(18, 2)) AS deductible_amount,
  CAST(allowed_amount - paid_amount - (
    owed - relief
  ) AS DECIMAL(18, 2)) AS other_payer_amount
FROM freed
