-- line_price: one row a standing line that is still to be paid, with the price of a unit; or with the amount of the
-- whole line, where the price is not one of units (a percent of the charge, a package's price); or with what is missing.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH chosen AS (
  SELECT
    l.member_key,
    l.seq,
    l.contract_version,
    l.code,
    l.charge,
    l.ndc,
    l.ndc_quantity,
    l.first_day,
    COALESCE(l.is_capitated, FALSE) AS is_capitated,
    r.rate_row,
    r.amount,
    r.percent,
    r.per,
    r.most,
    CASE
      WHEN r.rate_row IS NOT NULL
      THEN r.basis
      WHEN v.unlisted_percent IS NOT NULL
      AND (
        NOT v.unlisted_in_state_only OR COALESCE(l.site_state = v.payor_state, FALSE)
      )
      AND (
        v.unlisted_first_billings IS NULL OR u.is_among_first OR v.unlisted_median
      )
      THEN 'unlisted'
      WHEN v.unlisted_pay = 'acquisition_cost'
      THEN 'unlisted_cost'
      WHEN v.unlisted_pay = 'individual_consideration'
      THEN 'case_by_case'
      WHEN v.unlisted_pay = 'not_paid'
      THEN 'not_on_schedule'
      ELSE 'no_rate'
    END AS basis,
    CASE WHEN r.rate_row IS NULL THEN 'acquisition_cost' ELSE r.basis END AS price_basis,
    COALESCE(r.schedule, '') AS schedule,
    COALESCE(r.lesser_of_charge, v.lesser_of_charge) AS is_lesser_of_charge,
    v.ndc_rounded_up,
    v.unlisted_percent,
    COALESCE(u.is_among_first, TRUE) AS is_among_first,
    u.twice_median_charge
  FROM line_fact AS l
  JOIN standing AS s
    ON s.member_key = l.member_key AND s.seq = l.seq
  JOIN c_version AS v
    ON v.contract_version = l.contract_version
  LEFT JOIN pair_refused AS x
    ON x.member_key = l.member_key AND x.seq = l.seq
  LEFT JOIN unlisted_billing AS u
    ON u.member_key = l.member_key AND u.seq = l.seq
  LEFT JOIN rate_choice AS r
    ON r.contract_version = l.contract_version
    AND r.code = l.code
    AND r.modifier_set = l.modifier_set
    AND r.site_kind = COALESCE(l.site_kind, '')
    AND r.place = COALESCE(l.place, '')
    AND r.line_of_business = COALESCE(l.line_of_business, '')
    AND r.first_day = l.first_day
  WHERE
    x.seq IS NULL
), priced AS (
  SELECT
    c.*,
    n.unit_price AS ndc_price,
    p.unit_price AS code_price,
    CASE WHEN c.ndc_rounded_up THEN CEIL(c.ndc_quantity) ELSE c.ndc_quantity END AS ndc_units
  FROM chosen AS c
  LEFT JOIN price_span AS n
    ON n.basis = c.price_basis
    AND n.schedule = c.schedule
    AND n.code = c.code
    AND n.ndc = c.ndc
    AND n.from_day <= c.first_day
    AND n.to_day >= c.first_day
    AND c.ndc_quantity > 0
  LEFT JOIN price_span AS p
    ON p.basis = c.price_basis
    AND p.schedule = c.schedule
    AND p.code = c.code
    AND p.ndc = ''
    AND p.from_day <= c.first_day
    AND p.to_day >= c.first_day
)
SELECT
  member_key,
  seq,
  rate_row,
  per,
  is_lesser_of_charge,
  is_capitated,
  most,
  CASE WHEN basis = 'unlisted_cost' THEN 'acquisition_cost' ELSE basis END AS basis,
  CASE
    WHEN is_capitated OR (
      basis = 'rate' AND per = 'course'
    )
    THEN NULL
    WHEN basis = 'rate'
    THEN LEAST(
      CAST(amount AS DECIMAL(24, 12)),
      COALESCE(CAST(most AS DECIMAL(24, 12)), CAST(amount AS DECIMAL(24, 12)))
    )
    WHEN basis IN ('charge', 'unlisted', 'case_by_case', 'not_on_schedule', 'no_rate')
    THEN NULL
    WHEN ndc_price IS NOT NULL
    THEN NULL
    WHEN basis = 'unlisted_cost'
    THEN CAST(code_price AS DECIMAL(24, 12))
    ELSE LEAST(
      CAST(CAST(code_price AS DECIMAL(20, 6)) * CAST(percent AS DECIMAL(10, 4)) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(24, 12)),
      COALESCE(
        CAST(most AS DECIMAL(24, 12)),
        CAST(CAST(code_price AS DECIMAL(20, 6)) * CAST(percent AS DECIMAL(10, 4)) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(24, 12))
      )
    )
  END AS unit_price,
  CASE
    WHEN is_capitated
    THEN NULL
    WHEN basis = 'rate' AND per = 'course'
    THEN CAST(amount AS DECIMAL(24, 8))
    WHEN basis = 'charge'
    THEN CAST(CAST(charge AS DECIMAL(20, 2)) * CAST(percent AS DECIMAL(10, 4)) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(24, 8))
    WHEN basis = 'unlisted' AND is_among_first
    THEN CAST(CAST(charge AS DECIMAL(20, 2)) * CAST(unlisted_percent AS DECIMAL(10, 4)) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(24, 8))
    WHEN basis = 'unlisted'
    THEN LEAST(
      CAST(CAST(twice_median_charge AS DECIMAL(20, 2)) * CAST(unlisted_percent AS DECIMAL(10, 4)) * CAST(0.005 AS DECIMAL(4, 3)) AS DECIMAL(24, 8)),
      CAST(charge AS DECIMAL(24, 8))
    )
    WHEN basis = 'unlisted_cost' AND ndc_price IS NOT NULL
    THEN CAST(CAST(ndc_price AS DECIMAL(20, 6)) * CAST(ndc_units AS DECIMAL(14, 4)) AS DECIMAL(24, 8))
    WHEN basis IN ('rate', 'case_by_case', 'not_on_schedule', 'no_rate')
    THEN NULL
    WHEN ndc_price IS NOT NULL
    THEN CAST(CAST(CAST(ndc_price AS DECIMAL(20, 6)) * CAST(percent AS DECIMAL(10, 4)) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(24, 12)) * CAST(ndc_units AS DECIMAL(14, 4)) AS DECIMAL(24, 8))
  END AS whole_amount,
  CASE
    WHEN is_capitated
    THEN 'capitated'
    WHEN basis IN ('case_by_case', 'not_on_schedule', 'no_rate')
    THEN basis
    WHEN basis = 'unlisted_cost' AND code_price IS NULL AND ndc_price IS NULL
    THEN 'acquisition_cost_missing'
    WHEN NOT basis IN ('rate', 'charge', 'unlisted', 'unlisted_cost')
    AND code_price IS NULL
    AND ndc_price IS NULL
    THEN 'price_missing'
  END AS price_edit
FROM priced
