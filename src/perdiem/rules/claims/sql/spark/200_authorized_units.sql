-- authorized_units: one row a standing line carried by an approval of a number of units, with the units left for it.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT
  member_key,
  seq,
  GREATEST(
    approved_quantity - COALESCE(
      SUM(units) OVER (
        PARTITION BY member_key, authorization_number, item_number
        ORDER BY seq NULLS LAST
        rows BETWEEN UNBOUNDED preceding AND 1 preceding
      ),
      0
    ),
    CAST(0 AS DECIMAL(18, 4))
  ) AS units_left
FROM standing
WHERE
  approved_quantity IS NOT NULL
