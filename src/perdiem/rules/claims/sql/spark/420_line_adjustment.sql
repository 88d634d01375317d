-- line_adjustment: one row an adjustment of a line; they sum to charge less paid.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH made AS (
  SELECT
    d.member_key,
    d.seq,
    1 AS sequence,
    d.group_code,
    d.reason_code,
    f.charge AS amount,
    d.edit
  FROM decision AS d
  JOIN line_fact AS f
    ON f.member_key = d.member_key AND f.seq = d.seq
  WHERE
    d.edit IS NOT NULL
  UNION ALL
  SELECT
    a.member_key,
    a.seq,
    2 AS sequence,
    'CO' AS group_code,
    CASE WHEN f.charge >= a.full_amount THEN '45' ELSE '94' END AS reason_code,
    f.charge - a.full_amount AS amount,
    CASE WHEN f.charge >= a.full_amount THEN 'contract_rate' ELSE 'above_charge' END AS edit
  FROM line_allowed AS a
  JOIN line_fact AS f
    ON f.member_key = a.member_key AND f.seq = a.seq
  UNION ALL
  SELECT
    c.member_key,
    c.seq,
    2 + c.cut_order AS sequence,
    e.group_code,
    e.reason_code,
    c.amount,
    c.edit
  FROM cut_amount AS c
  JOIN line_allowed AS a
    ON a.member_key = c.member_key AND a.seq = c.seq
  JOIN c_edit AS e
    ON e.edit = c.edit
  UNION ALL
  SELECT
    member_key,
    seq,
    20 AS sequence,
    'CO' AS group_code,
    '59' AS reason_code,
    kept_amount - shared_amount AS amount,
    'concurrent_therapy' AS edit
  FROM line_allowed
  UNION ALL
  SELECT
    member_key,
    seq,
    21 AS sequence,
    'CO' AS group_code,
    '45' AS reason_code,
    nursing_only_amount AS amount,
    'nursing_only' AS edit
  FROM line_allowed
  UNION ALL
  SELECT
    member_key,
    seq,
    22 AS sequence,
    'CO' AS group_code,
    '45' AS reason_code,
    medicare_amount AS amount,
    'medicare_allowed' AS edit
  FROM line_allowed
  UNION ALL
  SELECT
    member_key,
    seq,
    30 AS sequence,
    'PR' AS group_code,
    '1' AS reason_code,
    deductible_amount AS amount,
    'deductible' AS edit
  FROM line_payment
  UNION ALL
  SELECT
    member_key,
    seq,
    31 AS sequence,
    'PR' AS group_code,
    '3' AS reason_code,
    copay_amount AS amount,
    'copay' AS edit
  FROM line_payment
  UNION ALL
  SELECT
    member_key,
    seq,
    32 AS sequence,
    'PR' AS group_code,
    '2' AS reason_code,
    coinsurance_amount AS amount,
    'coinsurance' AS edit
  FROM line_payment
  UNION ALL
  SELECT
    member_key,
    seq,
    40 AS sequence,
    'OA' AS group_code,
    '23' AS reason_code,
    other_payer_amount AS amount,
    'other_payer' AS edit
  FROM line_payment
)
SELECT
  f.claim_key,
  f.claim_line_number,
  m.sequence,
  m.group_code,
  m.reason_code,
  CAST(m.amount AS DECIMAL(18, 2)) AS amount,
  m.edit
FROM made AS m
JOIN line_fact AS f
  ON f.member_key = m.member_key AND f.seq = m.seq
WHERE
  m.amount <> 0
