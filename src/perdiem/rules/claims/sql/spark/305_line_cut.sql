-- line_cut: one row a cut of a standing line, in the order in which cuts are taken, with the units that it takes and the
-- units that are left before and after it.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH hurt AS (
  SELECT
    *
  FROM line_quantity
  WHERE
    paid_units < billed_units
), cut AS (
  SELECT
    member_key,
    seq,
    1 AS cut_order,
    'units_over_days' AS edit,
    cut_over AS units
  FROM hurt
  WHERE
    cut_over > 0
  UNION ALL
  SELECT
    member_key,
    seq,
    2 AS cut_order,
    'general_beside_specific' AS edit,
    cut_general AS units
  FROM hurt
  WHERE
    cut_general > 0
  UNION ALL
  SELECT
    member_key,
    seq,
    3 AS cut_order,
    'pair_not_together' AS edit,
    cut_pair AS units
  FROM hurt
  WHERE
    cut_pair > 0
  UNION ALL
  SELECT
    member_key,
    seq,
    4 AS cut_order,
    'catheter_care_beside_therapy' AS edit,
    cut_care AS units
  FROM hurt
  WHERE
    cut_care > 0
  UNION ALL
  SELECT
    member_key,
    seq,
    5 AS cut_order,
    'hold_over' AS edit,
    cut_hold AS units
  FROM hurt
  WHERE
    cut_hold > 0
  UNION ALL
  SELECT
    member_key,
    seq,
    6 AS cut_order,
    'inpatient_day' AS edit,
    cut_hospital AS units
  FROM hurt
  WHERE
    cut_hospital > 0
  UNION ALL
  SELECT
    member_key,
    seq,
    7 AS cut_order,
    'no_infusion' AS edit,
    cut_infusion AS units
  FROM hurt
  WHERE
    cut_infusion > 0
  UNION ALL
  SELECT
    member_key,
    seq,
    8 AS cut_order,
    'duplicate_day' AS edit,
    cut_again AS units
  FROM hurt
  WHERE
    cut_again > 0
  UNION ALL
  SELECT
    member_key,
    seq,
    9 AS cut_order,
    'modifier_missing' AS edit,
    cut_lacking AS units
  FROM hurt
  WHERE
    cut_lacking > 0
  UNION ALL
  SELECT
    member_key,
    seq,
    10 AS cut_order,
    'early_stop' AS edit,
    cut_stop AS units
  FROM hurt
  WHERE
    cut_stop > 0
  UNION ALL
  SELECT
    member_key,
    seq,
    11 AS cut_order,
    'authorization_exceeded' AS edit,
    cut_approval AS units
  FROM hurt
  WHERE
    cut_approval > 0
  UNION ALL
  SELECT
    member_key,
    seq,
    12 AS cut_order,
    'nursing_limit' AS edit,
    cut_nursing AS units
  FROM hurt
  WHERE
    cut_nursing > 0
  UNION ALL
  SELECT
    member_key,
    seq,
    13 AS cut_order,
    'units_over_day_limit' AS edit,
    cut_most AS units
  FROM hurt
  WHERE
    cut_most > 0
)
SELECT
  c.member_key,
  c.seq,
  c.cut_order,
  c.edit,
  c.units,
  q.billed_units - SUM(c.units) OVER (
    PARTITION BY c.member_key, c.seq
    ORDER BY c.cut_order NULLS LAST
    rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
  ) AS units_after
FROM cut AS c
JOIN hurt AS q
  ON q.member_key = c.member_key AND q.seq = c.seq
