-- member_share: one row a line with an allowed amount: copay, deductible and coinsurance after the member's limits. The
-- deductible and the out-of-pocket limit are used up in billing order within one span of eligibility.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH asked AS (
  SELECT
    f.*,
    NOT (
      COALESCE(f.is_free, FALSE)
      OR (
        COALESCE(f.is_free_when_de_clotting, FALSE) AND f.is_de_clotting_visit
      )
    ) AS is_owed
  FROM line_fact AS f
), charged AS (
  SELECT
    a.member_key,
    a.seq,
    a.allowed_amount,
    f.span_start,
    f.out_of_pocket_left,
    CASE WHEN f.is_owed AND f.has_deductible THEN f.deductible_left END AS deductible_left,
    CASE
      WHEN NOT f.is_owed OR f.copay IS NULL
      THEN CAST(0 AS DECIMAL(18, 2))
      ELSE CAST(LEAST(
        a.allowed_amount,
        ROUND(
          CAST(f.copay AS DECIMAL(20, 6)) * CASE
            WHEN f.is_by_days OR f.code = '99601'
            THEN CAST(q.paid_units AS DECIMAL(10, 4))
            WHEN f.code = '99602'
            THEN CAST(0 AS DECIMAL(10, 4))
            ELSE CAST(1 AS DECIMAL(10, 4))
          END,
          2
        )
      ) AS DECIMAL(18, 2))
    END AS copay,
    CASE
      WHEN f.is_owed
      THEN COALESCE(f.coinsurance, CAST(0 AS DECIMAL(10, 4)))
      ELSE CAST(0 AS DECIMAL(10, 4))
    END AS percent
  FROM line_allowed AS a
  JOIN line_quantity AS q
    ON q.member_key = a.member_key AND q.seq = a.seq
  JOIN asked AS f
    ON f.member_key = a.member_key AND f.seq = a.seq
), deducted AS (
  SELECT
    *,
    CASE
      WHEN deductible_left IS NULL
      THEN CAST(0 AS DECIMAL(18, 2))
      ELSE allowed_amount - copay
    END AS deductible_base,
    COALESCE(
      SUM(
        CASE
          WHEN deductible_left IS NULL
          THEN CAST(0 AS DECIMAL(18, 2))
          ELSE allowed_amount - copay
        END
      ) OVER (
        PARTITION BY member_key, span_start
        ORDER BY seq NULLS LAST
        rows BETWEEN UNBOUNDED preceding AND 1 preceding
      ),
      0
    ) AS deductible_before
  FROM charged
), shared AS (
  SELECT
    d.*,
    CASE
      WHEN deductible_left IS NULL
      THEN CAST(0 AS DECIMAL(18, 2))
      ELSE CAST(LEAST(deductible_left, deductible_before + deductible_base) - LEAST(deductible_left, deductible_before) AS DECIMAL(18, 2))
    END AS deductible
  FROM deducted AS d
), owed AS (
  SELECT
    s.*,
    CAST(ROUND(
      CAST(allowed_amount - copay - deductible AS DECIMAL(20, 2)) * CAST(percent AS DECIMAL(10, 4)) * CAST(0.01 AS DECIMAL(3, 2)),
      2
    ) AS DECIMAL(18, 2)) AS coinsurance
  FROM shared AS s
), limited AS (
  SELECT
    o.*,
    copay + deductible + coinsurance AS owed,
    COALESCE(
      SUM(copay + deductible + coinsurance) OVER (
        PARTITION BY member_key, span_start
        ORDER BY seq NULLS LAST
        rows BETWEEN UNBOUNDED preceding AND 1 preceding
      ),
      0
    ) AS owed_before
  FROM owed AS o
), kept AS (
  SELECT
    l.*,
    CASE
      WHEN out_of_pocket_left IS NULL
      THEN CAST(0 AS DECIMAL(18, 2))
      ELSE CAST(owed - (
        LEAST(out_of_pocket_left, owed_before + owed) - LEAST(out_of_pocket_left, owed_before)
      ) AS DECIMAL(18, 2))
    END AS over_limit
  FROM limited AS l
)
SELECT
  member_key,
  seq,
  allowed_amount,
  coinsurance - LEAST(coinsurance, over_limit) AS coinsurance_amount,
  copay - LEAST(copay, over_limit - LEAST(coinsurance, over_limit)) AS copay_amount,
  deductible - (
    over_limit - LEAST(coinsurance, over_limit) - LEAST(copay, over_limit - LEAST(coinsurance, over_limit))
  ) AS deductible_amount
FROM kept
