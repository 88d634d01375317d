-- line_quantity: one row a standing line that is still to be paid, with its billed and paid units and every cut.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT
  u.member_key,
  u.seq,
  u.first_day,
  u.is_by_days,
  u.is_therapy,
  u.billed_units,
  u.cut_over,
  u.cut_general,
  u.cut_pair,
  u.cut_care,
  u.cut_hold,
  u.cut_hospital,
  u.cut_infusion,
  u.cut_again,
  CAST(COALESCE(t.days_lacking, 0) AS DECIMAL(18, 4)) AS cut_lacking,
  u.cut_stop,
  u.cut_approval,
  u.units_left - COALESCE(n.units_kept, u.units_left) AS cut_nursing,
  u.cut_most,
  COALESCE(n.units_kept, u.units_left) - CAST(COALESCE(t.days_lacking, 0) AS DECIMAL(18, 4)) AS paid_units,
  CASE
    WHEN t.seq IS NOT NULL
    THEN CAST(CAST(t.share_sum AS DECIMAL(20, 4)) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(14, 6))
    WHEN u.is_therapy
    THEN CAST(CAST(u.units_left AS DECIMAL(20, 4)) * CAST(v.share_first AS DECIMAL(10, 4)) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(14, 6))
    ELSE CAST(COALESCE(n.units_kept, u.units_left) AS DECIMAL(14, 6))
  END AS shared_units
FROM line_units AS u
JOIN c_version AS v
  ON v.contract_version = u.contract_version
LEFT JOIN therapy_share AS t
  ON t.member_key = u.member_key AND t.seq = u.seq
LEFT JOIN nursing_kept AS n
  ON n.member_key = u.member_key AND n.seq = u.seq
