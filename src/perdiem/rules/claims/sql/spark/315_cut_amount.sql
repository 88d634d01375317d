-- cut_amount: one row a cut of a priced line, with what it takes: the difference of two amounts that are each rounded to
-- the cent, so that all cuts of a line sum to what they took together.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH p AS (
  SELECT
    c.member_key,
    c.seq,
    c.cut_order,
    c.edit,
    c.units,
    c.units_after,
    c.units_after + c.units AS units_before,
    q.billed_units,
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
  FROM line_cut AS c
  JOIN line_quantity AS q
    ON q.member_key = c.member_key AND q.seq = c.seq
  JOIN line_price AS r
    ON r.member_key = c.member_key AND r.seq = c.seq
  JOIN line_fact AS f
    ON f.member_key = c.member_key AND f.seq = c.seq
  WHERE
    r.price_edit IS NULL
), valued AS (
  SELECT
    p.member_key,
    p.seq,
    p.cut_order,
    p.edit,
    p.units,
    CAST(LEAST(
      CASE
        WHEN p.unit_price IS NOT NULL
        THEN ROUND(CAST(p.unit_price AS DECIMAL(24, 12)) * CAST(p.units_before AS DECIMAL(14, 6)), 2)
        WHEN p.units_before = p.billed_units
        THEN ROUND(p.whole, 2)
        ELSE CAST(CAST(((
          2 * CAST(p.whole * 100000000 AS DECIMAL(38, 0)) * CAST(p.units_before * 1000000 AS DECIMAL(38, 0)) + CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
        ) - (
          2 * CAST(p.whole * 100000000 AS DECIMAL(38, 0)) * CAST(p.units_before * 1000000 AS DECIMAL(38, 0)) + CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
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
    ) AS DECIMAL(18, 2)) AS amount_before,
    CAST(LEAST(
      CASE
        WHEN p.unit_price IS NOT NULL
        THEN ROUND(CAST(p.unit_price AS DECIMAL(24, 12)) * CAST(p.units_after AS DECIMAL(14, 6)), 2)
        WHEN p.units_after = p.billed_units
        THEN ROUND(p.whole, 2)
        ELSE CAST(CAST(((
          2 * CAST(p.whole * 100000000 AS DECIMAL(38, 0)) * CAST(p.units_after * 1000000 AS DECIMAL(38, 0)) + CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
        ) - (
          2 * CAST(p.whole * 100000000 AS DECIMAL(38, 0)) * CAST(p.units_after * 1000000 AS DECIMAL(38, 0)) + CAST(p.billed_units * 1000000 AS DECIMAL(38, 0)) * 1000000
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
    ) AS DECIMAL(18, 2)) AS amount_after
  FROM p
)
SELECT
  member_key,
  seq,
  cut_order,
  edit,
  units,
  amount_before - amount_after AS amount
FROM valued
