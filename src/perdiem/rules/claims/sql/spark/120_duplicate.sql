-- duplicate: one row a line that bills again what an earlier line bills, among lines that nothing refused so far.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH candidate AS (
  SELECT
    l.member_key,
    l.seq,
    l.billing_npi AS npi,
    l.code,
    l.modifier_set,
    l.first_day,
    l.last_day,
    l.units,
    COALESCE(l.ndc, '') AS ndc
  FROM line_fact AS l
  CROSS JOIN run_facts AS x
  LEFT JOIN line_authorization AS a
    ON a.member_key = l.member_key AND a.seq = l.seq
  WHERE
    l.billing_npi IS NOT NULL
    AND (
      l.own_mask & x.early_bits
    ) = 0
    AND COALESCE(a.authorization_mask, 0) = 0
), billed_again AS (
  SELECT
    member_key,
    npi,
    code,
    modifier_set,
    first_day,
    last_day,
    units,
    ndc,
    MIN(seq) AS first_seq
  FROM candidate
  GROUP BY
    member_key,
    npi,
    code,
    modifier_set,
    first_day,
    last_day,
    units,
    ndc
  HAVING
    COUNT(*) > 1
)
SELECT
  c.member_key,
  c.seq,
  b.first_seq
FROM candidate AS c
JOIN billed_again AS b
  ON b.member_key = c.member_key
  AND b.npi = c.npi
  AND b.code = c.code
  AND b.modifier_set = c.modifier_set
  AND b.first_day = c.first_day
  AND b.last_day = c.last_day
  AND b.units = c.units
  AND b.ndc = c.ndc
WHERE
  c.seq > b.first_seq
