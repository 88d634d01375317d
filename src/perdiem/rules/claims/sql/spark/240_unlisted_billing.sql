-- unlisted_billing: one row a standing billing of a code without a rate, counted over all members, with the median of
-- the first billings where the contract pays it.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH billing AS (
  SELECT
    l.member_key,
    l.seq,
    l.contract_version,
    l.code,
    l.charge,
    v.unlisted_percent,
    v.unlisted_first_billings,
    v.unlisted_median,
    v.unlisted_median_of,
    ROW_NUMBER() OVER (
      PARTITION BY l.code
      ORDER BY COALESCE(l.received_date, CAST('9999-12-31' AS DATE)) NULLS LAST, l.claim_id NULLS LAST, l.claim_line_number NULLS LAST, l.claim_key NULLS LAST
    ) AS billing
  FROM line_fact AS l
  JOIN standing AS s
    ON s.member_key = l.member_key AND s.seq = l.seq
  JOIN c_version AS v
    ON v.contract_version = l.contract_version
  LEFT JOIN pair_refused AS x
    ON x.member_key = l.member_key AND x.seq = l.seq
  LEFT JOIN rate_choice AS r
    ON r.contract_version = l.contract_version
    AND r.code = l.code
    AND r.modifier_set = l.modifier_set
    AND r.site_kind = COALESCE(l.site_kind, '')
    AND r.place = COALESCE(l.place, '')
    AND r.line_of_business = COALESCE(l.line_of_business, '')
    AND r.first_day = l.first_day
  WHERE
    v.unlisted_percent IS NOT NULL
    AND v.unlisted_first_billings IS NOT NULL
    AND x.seq IS NULL
    AND r.rate_row IS NULL
    AND NOT COALESCE(l.is_capitated, FALSE)
    AND (
      NOT v.unlisted_in_state_only OR COALESCE(l.site_state = v.payor_state, FALSE)
    )
), ranked AS (
  SELECT
    v.contract_version,
    b.code,
    b.charge,
    ROW_NUMBER() OVER (
      PARTITION BY v.contract_version, b.code
      ORDER BY b.charge NULLS LAST, b.billing NULLS LAST
    ) AS place_by_charge,
    COUNT(*) OVER (PARTITION BY v.contract_version, b.code) AS billings
  FROM billing AS b
  JOIN (
    SELECT DISTINCT
      contract_version,
      code,
      unlisted_median_of
    FROM billing
  ) AS v
    ON v.code = b.code AND b.billing <= v.unlisted_median_of
), middle AS (
  SELECT
    contract_version,
    code,
    SUM(
      CASE
        WHEN place_by_charge IN ((
            billings + 1
          ) DIV 2, (
            billings + 2
        ) DIV 2)
        THEN charge
      END
    ) * CASE WHEN MAX(billings) % 2 = 1 THEN 2 ELSE 1 END AS twice_median_charge
  FROM ranked
  GROUP BY
    contract_version,
    code
)
SELECT
  b.member_key,
  b.seq,
  b.billing <= b.unlisted_first_billings AS is_among_first,
  CAST(m.twice_median_charge AS DECIMAL(18, 2)) AS twice_median_charge
FROM billing AS b
LEFT JOIN middle AS m
  ON m.contract_version = b.contract_version AND m.code = b.code
