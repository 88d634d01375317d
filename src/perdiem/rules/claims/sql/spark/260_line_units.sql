-- line_units: one row a standing line that is still to be paid, with its units after each cut that does not hang on other
-- therapies: beyond days, unpaid days, early stop, the approval's units, the day's most units.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH billed AS (
  SELECT
    s.member_key,
    s.seq,
    s.code,
    s.first_day,
    s.contract_version,
    s.is_by_days,
    s.is_therapy,
    s.is_nursing,
    s.days,
    s.has_sv,
    s.is_early_stop,
    s.is_early_stop_code,
    s.most_units_per_day,
    d.days_general,
    d.days_pair,
    d.days_care,
    d.days_hold,
    d.days_hospital,
    d.days_infusion,
    d.days_again,
    d.billed_days,
    d.days_left,
    v.early_stop_days,
    s.approved_quantity,
    s.authorization_number,
    s.item_number,
    CASE
      WHEN s.code = '99601' AND s.is_in_minutes
      THEN CAST(1 AS DECIMAL(18, 4))
      WHEN s.code = '99602' AND s.is_in_minutes
      THEN CAST((
        CAST(FLOOR(s.units) AS BIGINT) + 60 - v.added_hour_minutes
      ) DIV 60 AS DECIMAL(18, 4))
      ELSE s.units
    END AS billed_units
  FROM standing AS s
  JOIN line_price AS p
    ON p.member_key = s.member_key AND p.seq = s.seq
  JOIN c_version AS v
    ON v.contract_version = s.contract_version
  LEFT JOIN day_count AS d
    ON d.member_key = s.member_key AND d.seq = s.seq
), by_days AS (
  SELECT
    b.*,
    COALESCE(b.billed_days, b.billed_units) AS after_over,
    COALESCE(b.days_left, b.billed_units) AS after_days,
    COALESCE(b.billed_days, b.billed_units) - COALESCE(b.days_left, b.billed_units) AS missing
  FROM billed AS b
), stopped AS (
  SELECT
    b.*,
    CASE
      WHEN b.is_by_days AND b.has_sv
      THEN LEAST(
        b.after_days,
        CASE
          WHEN b.is_early_stop_code
          THEN CAST(b.early_stop_days AS DECIMAL(18, 4))
          ELSE CAST(0 AS DECIMAL(18, 4))
        END
      )
      WHEN b.is_early_stop AND NOT b.is_by_days AND b.early_stop_days < b.days
      THEN CAST((
        CAST(FLOOR(b.after_days * 10000) AS BIGINT) * b.early_stop_days
      ) DIV (
        b.days * 10000
      ) AS DECIMAL(18, 4))
      ELSE b.after_days
    END AS after_stop
  FROM by_days AS b
), used AS (
  SELECT
    member_key,
    seq,
    COALESCE(
      SUM(after_stop) OVER (
        PARTITION BY member_key, authorization_number, item_number
        ORDER BY seq NULLS LAST
        rows BETWEEN UNBOUNDED preceding AND 1 preceding
      ),
      0
    ) AS used_before
  FROM stopped
  WHERE
    approved_quantity IS NOT NULL
), approved AS (
  SELECT
    s.*,
    CASE
      WHEN s.approved_quantity IS NULL
      THEN s.after_stop
      WHEN s.is_by_days OR s.is_nursing
      THEN LEAST(
        s.after_stop,
        CAST(FLOOR(GREATEST(s.approved_quantity - u.used_before, 0)) AS DECIMAL(18, 4))
      )
      ELSE CAST(LEAST(s.after_stop, GREATEST(s.approved_quantity - u.used_before, 0)) AS DECIMAL(18, 4))
    END AS after_approval
  FROM stopped AS s
  LEFT JOIN used AS u
    ON u.member_key = s.member_key AND u.seq = s.seq
)
SELECT
  member_key,
  seq,
  code,
  first_day,
  contract_version,
  is_by_days,
  is_therapy,
  is_nursing,
  days,
  billed_units,
  billed_units - after_over AS cut_over,
  LEAST(missing, CAST(COALESCE(days_general, 0) AS DECIMAL(18, 4))) AS cut_general,
  GREATEST(
    LEAST(
      missing - COALESCE(days_general, 0),
      CAST(COALESCE(days_pair, 0) AS DECIMAL(18, 4))
    ),
    CAST(0 AS DECIMAL(18, 4))
  ) AS cut_pair,
  GREATEST(
    LEAST(
      missing - COALESCE(days_general, 0) - COALESCE(days_pair, 0),
      CAST(COALESCE(days_care, 0) AS DECIMAL(18, 4))
    ),
    CAST(0 AS DECIMAL(18, 4))
  ) AS cut_care,
  GREATEST(
    LEAST(
      missing - COALESCE(days_general, 0) - COALESCE(days_pair, 0) - COALESCE(days_care, 0),
      CAST(COALESCE(days_hold, 0) AS DECIMAL(18, 4))
    ),
    CAST(0 AS DECIMAL(18, 4))
  ) AS cut_hold,
  GREATEST(
    LEAST(
      missing - COALESCE(days_general, 0) - COALESCE(days_pair, 0) - COALESCE(days_care, 0) - COALESCE(days_hold, 0),
      CAST(COALESCE(days_hospital, 0) AS DECIMAL(18, 4))
    ),
    CAST(0 AS DECIMAL(18, 4))
  ) AS cut_hospital,
  GREATEST(
    LEAST(
      missing - COALESCE(days_general, 0) - COALESCE(days_pair, 0) - COALESCE(days_care, 0) - COALESCE(days_hold, 0) - COALESCE(days_hospital, 0),
      CAST(COALESCE(days_infusion, 0) AS DECIMAL(18, 4))
    ),
    CAST(0 AS DECIMAL(18, 4))
  ) AS cut_infusion,
  GREATEST(
    LEAST(
      missing - COALESCE(days_general, 0) - COALESCE(days_pair, 0) - COALESCE(days_care, 0) - COALESCE(days_hold, 0) - COALESCE(days_hospital, 0) - COALESCE(days_infusion, 0),
      CAST(COALESCE(days_again, 0) AS DECIMAL(18, 4))
    ),
    CAST(0 AS DECIMAL(18, 4))
  ) AS cut_again,
  after_days - after_stop AS cut_stop,
  after_stop - after_approval AS cut_approval,
  CASE
    WHEN most_units_per_day IS NULL
    THEN CAST(0 AS DECIMAL(18, 4))
    ELSE GREATEST(
      after_approval - CAST(most_units_per_day * days AS DECIMAL(18, 4)),
      CAST(0 AS DECIMAL(18, 4))
    )
  END AS cut_most,
  CASE
    WHEN most_units_per_day IS NULL
    THEN after_approval
    ELSE LEAST(after_approval, CAST(most_units_per_day * days AS DECIMAL(18, 4)))
  END AS units_left
FROM approved
