-- line_amount: one row a standing line with a price: what all its units would pay (full), what its paid units pay (kept),
-- and what is left after the shares of concurrent therapies (shared). Each is rounded once, to the cent, half up.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH p AS (
  SELECT
    q.member_key,
    q.seq,
    q.first_day,
    q.billed_units,
    q.paid_units,
    q.shared_units,
    f.charge,
    r.is_lesser_of_charge,
    r.unit_price,
    CASE
      WHEN r.most IS NULL
      THEN r.whole_amount
      ELSE LEAST(
        r.whole_amount,
        CAST(CAST(r.most AS DECIMAL(20, 6)) * CAST(q.billed_units AS DECIMAL(14, 6)) AS DECIMAL(24, 8))
      )
    END AS whole
  FROM line_quantity AS q
  JOIN line_price AS r
    ON r.member_key = q.member_key AND r.seq = q.seq
  JOIN line_fact AS f
    ON f.member_key = q.member_key AND f.seq = q.seq
  WHERE
    r.price_edit IS NULL
)
SELECT
  p.member_key,
  p.seq,
  CAST(LEAST(
    CASE
      WHEN p.unit_price IS NOT NULL
      THEN ROUND(CAST(p.unit_price AS DECIMAL(24, 12)) * CAST(p.billed_units AS DECIMAL(14, 6)), 2)
      WHEN p.billed_units = p.billed_units
      THEN ROUND(p.whole, 2)
      ELSE CAST(CAST(((
        2 * CAST(p.whole * 100000000 AS DECIMAL(38, 0)) * CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) + CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
      ) - (
        2 * CAST(p.whole * 100000000 AS DECIMAL(38, 0)) * CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) + CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
      ) % (
        2 * CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
      )) / (
        2 * CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
      ) AS DECIMAL(38, 0)) AS DECIMAL(18, 0)) * CAST(0.01 AS DECIMAL(3, 2))
    END,
    CASE
      WHEN p.is_lesser_of_charge
      THEN p.charge
      ELSE CAST(99999999999 AS DECIMAL(18, 2))
    END
  ) AS DECIMAL(18, 2)) AS full_amount,
  CAST(LEAST(
    CASE
      WHEN p.unit_price IS NOT NULL
      THEN ROUND(CAST(p.unit_price AS DECIMAL(24, 12)) * CAST(p.paid_units AS DECIMAL(14, 6)), 2)
      WHEN p.paid_units = p.billed_units
      THEN ROUND(p.whole, 2)
      ELSE CAST(CAST(((
        2 * CAST(p.whole * 100000000 AS DECIMAL(38, 0)) * CAST(p.paid_units * 1000000 AS DECIMAL(38, 0)) + CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
      ) - (
        2 * CAST(p.whole * 100000000 AS DECIMAL(38, 0)) * CAST(p.paid_units * 1000000 AS DECIMAL(38, 0)) + CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
      ) % (
        2 * CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
      )) / (
        2 * CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
      ) AS DECIMAL(38, 0)) AS DECIMAL(18, 0)) * CAST(0.01 AS DECIMAL(3, 2))
    END,
    CASE
      WHEN p.is_lesser_of_charge
      THEN p.charge
      ELSE CAST(99999999999 AS DECIMAL(18, 2))
    END
  ) AS DECIMAL(18, 2)) AS kept_amount,
  CAST(LEAST(
    CASE
      WHEN p.unit_price IS NOT NULL
      THEN ROUND(CAST(p.unit_price AS DECIMAL(24, 12)) * CAST(p.shared_units AS DECIMAL(14, 6)), 2)
      WHEN p.shared_units = p.billed_units
      THEN ROUND(p.whole, 2)
      ELSE CAST(CAST(((
        2 * CAST(p.whole * 100000000 AS DECIMAL(38, 0)) * CAST(p.shared_units * 1000000 AS DECIMAL(38, 0)) + CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
      ) - (
        2 * CAST(p.whole * 100000000 AS DECIMAL(38, 0)) * CAST(p.shared_units * 1000000 AS DECIMAL(38, 0)) + CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
      ) % (
        2 * CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
      )) / (
        2 * CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
      ) AS DECIMAL(38, 0)) AS DECIMAL(18, 0)) * CAST(0.01 AS DECIMAL(3, 2))
    END,
    CASE
      WHEN p.is_lesser_of_charge
      THEN p.charge
      ELSE CAST(99999999999 AS DECIMAL(18, 2))
    END
  ) AS DECIMAL(18, 2)) AS shared_amount
FROM p
