-- rate_choice: one row a combination of code and conditions that standing lines have, with the rate that decides: most
-- conditions first, then fewest codes named, then the first in the contract.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT
  contract_version,
  code,
  modifier_set,
  site_kind,
  place,
  line_of_business,
  first_day,
  rate_row,
  amount,
  percent,
  basis,
  schedule,
  per,
  lesser_of_charge,
  most
FROM (
  WITH cases AS (
    SELECT DISTINCT
      l.contract_version,
      l.code,
      l.modifier_set,
      l.modifier_1,
      l.modifier_2,
      l.modifier_3,
      l.modifier_4,
      l.modifier_5,
      COALESCE(l.site_kind, '') AS site_kind,
      COALESCE(l.place, '') AS place,
      COALESCE(l.line_of_business, '') AS line_of_business,
      l.first_day
    FROM line_fact AS l
    JOIN standing AS s
      ON s.member_key = l.member_key AND s.seq = l.seq
  )
  SELECT
    a.contract_version,
    a.code,
    a.modifier_set,
    a.site_kind,
    a.place,
    a.line_of_business,
    a.first_day,
    r.rate_row,
    r.amount,
    r.percent,
    r.basis,
    r.schedule,
    r.per,
    r.lesser_of_charge,
    r.most,
    ROW_NUMBER() OVER (
      PARTITION BY a.contract_version, a.code, a.modifier_set, a.site_kind, a.place, a.line_of_business, a.first_day
      ORDER BY r.conditions DESC, r.codes_named NULLS LAST, r.rate_row NULLS LAST
    ) AS _w
  FROM cases AS a
  JOIN c_rate AS r
    ON r.contract_version = a.contract_version
    AND r.code = a.code
    AND r.first_day <= a.first_day
    AND r.last_day >= a.first_day
  WHERE
    (
      r.site_kind IS NULL OR r.site_kind = a.site_kind
    )
    AND (
      r.place IS NULL OR r.place = a.place
    )
    AND (
      r.line_of_business IS NULL OR r.line_of_business = a.line_of_business
    )
    AND (
      r.need_1 IS NULL
      OR COALESCE(
        r.need_1 IN (a.modifier_1, a.modifier_2, a.modifier_3, a.modifier_4, a.modifier_5),
        FALSE
      )
    )
    AND (
      r.need_2 IS NULL
      OR COALESCE(
        r.need_2 IN (a.modifier_1, a.modifier_2, a.modifier_3, a.modifier_4, a.modifier_5),
        FALSE
      )
    )
    AND (
      r.need_3 IS NULL
      OR COALESCE(
        r.need_3 IN (a.modifier_1, a.modifier_2, a.modifier_3, a.modifier_4, a.modifier_5),
        FALSE
      )
    )
    AND (
      r.need_4 IS NULL
      OR COALESCE(
        r.need_4 IN (a.modifier_1, a.modifier_2, a.modifier_3, a.modifier_4, a.modifier_5),
        FALSE
      )
    )
) AS _t
WHERE
  _w = 1
