-- therapy_share: one row a line whose days are looked at one by one: its paid days, the days lost for want of SH or SJ,
-- and the sum of the shares of its paid days, in percent.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH shared AS (
  SELECT
    d.member_key,
    d.seq,
    COALESCE(v.sh_sj_required AND d.therapy_rank >= 2 AND d.therapy_class = 1, FALSE) AS lacks_modifier,
    CASE
      WHEN d.therapy_rank IS NULL
      THEN CAST(100 AS DECIMAL(10, 4))
      WHEN d.therapy_rank = 1
      THEN v.share_first
      WHEN d.therapy_rank = 2
      THEN v.share_second
      ELSE v.share_third
    END AS share
  FROM paid_day AS d
  JOIN c_version AS v
    ON v.contract_version = d.contract_version
)
SELECT
  member_key,
  seq,
  COUNT(*) FILTER(WHERE
    lacks_modifier) AS days_lacking,
  COUNT(*) FILTER(WHERE
    NOT lacks_modifier) AS days_paid,
  COALESCE(SUM(share) FILTER(WHERE
    NOT lacks_modifier), CAST(0 AS DECIMAL(10, 4))) AS share_sum
FROM shared
GROUP BY
  member_key,
  seq
