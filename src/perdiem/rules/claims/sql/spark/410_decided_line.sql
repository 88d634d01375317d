-- decided_line: one row a claim line with its one disposition, its money, and the contract's term behind it.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH remark AS (
  SELECT
    member_key,
    seq,
    LISTAGG(remark_code, ' ') WITHIN GROUP (ORDER BY
      remark_code NULLS LAST) AS remark_codes
  FROM (
    SELECT DISTINCT
      c.member_key,
      c.seq,
      e.remark_code
    FROM line_cut AS c
    JOIN c_edit AS e
      ON e.edit = c.edit
    WHERE
      e.remark_code IS NOT NULL
  ) AS cut_remark
  GROUP BY
    member_key,
    seq
)
SELECT
  f.claim_key,
  f.claim_line_number,
  f.claim_id,
  f.member_id,
  f.billing_npi,
  f.received_date,
  f.first_day AS claim_line_start_date,
  f.last_day AS claim_line_end_date,
  f.code AS hcpcs_code,
  f.modifier_set AS modifiers,
  f.place AS place_of_service_code,
  f.units AS service_unit_quantity,
  f.charge AS charge_amount,
  f.line_of_business,
  f.therapy,
  f.contract_version,
  d.disposition,
  d.edit,
  COALESCE(CASE WHEN d.disposition = 'paid' THEN d.paid_units END, CAST(0 AS DECIMAL(18, 4))) AS paid_quantity,
  CASE
    WHEN d.disposition = 'paid'
    THEN CAST(ROUND(d.unit_price, 6) AS DECIMAL(18, 6))
  END AS unit_price,
  CASE
    WHEN d.edit = 'capitated'
    THEN 'capitation'
    WHEN d.disposition = 'paid'
    THEN d.basis
  END AS price_basis,
  COALESCE(d.allowed_amount, CAST(0 AS DECIMAL(18, 2))) AS allowed_amount,
  COALESCE(d.paid_amount, CAST(0 AS DECIMAL(18, 2))) AS paid_amount,
  COALESCE(
    d.deductible_amount + d.copay_amount + d.coinsurance_amount,
    CAST(0 AS DECIMAL(18, 2))
  ) + CASE
    WHEN d.edit IS NOT NULL AND d.group_code = 'PR'
    THEN f.charge
    ELSE CAST(0 AS DECIMAL(18, 2))
  END AS member_responsibility_amount,
  COALESCE(d.deductible_amount, CAST(0 AS DECIMAL(18, 2))) AS deductible_amount,
  COALESCE(d.copay_amount, CAST(0 AS DECIMAL(18, 2))) AS copay_amount,
  COALESCE(d.coinsurance_amount, CAST(0 AS DECIMAL(18, 2))) AS coinsurance_amount,
  CASE
    WHEN d.edit IS NOT NULL
    THEN COALESCE(d.remark_code, '')
    ELSE COALESCE(k.remark_codes, '')
  END AS remark_codes,
  d.authorization_number,
  t.term,
  t.term_place,
  CASE
    WHEN d.edit IN ('authorization_other_provider', 'authorization_late')
    THEN d.recommendation
    WHEN d.edit IS NULL
    THEN NULL
    ELSE COALESCE(t.recommendation, d.recommendation)
  END AS recommendation,
  CASE
    WHEN d.edit = 'code_not_in_force'
    AND kind.successor IS NOT NULL
    AND kind.successor_units IS NOT NULL
    THEN CONCAT(
      COALESCE(d.says, ''),
      ' It was replaced by ',
      COALESCE(kind.successor, ''),
      ': ',
      COALESCE(
        TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM CAST(CAST(CAST(f.units AS DECIMAL(20, 4)) * CAST(kind.successor_units AS DECIMAL(14, 6)) AS DECIMAL(20, 4)) AS STRING))),
        ''
      ),
      ' units.'
    )
    WHEN d.edit = 'code_not_in_force' AND kind.successor IS NOT NULL
    THEN CONCAT(COALESCE(d.says, ''), ' It was replaced by ', COALESCE(kind.successor, ''), '.')
    WHEN d.edit IS NOT NULL
    THEN d.says
    WHEN d.cut_edit IS NOT NULL
    THEN CONCAT('Paid in part. ', COALESCE(c.says, ''))
    ELSE 'Paid under the contract.'
  END AS reason
FROM line_fact AS f
JOIN decision AS d
  ON d.member_key = f.member_key AND d.seq = f.seq
LEFT JOIN c_edit AS c
  ON c.edit = d.cut_edit
LEFT JOIN c_kind AS kind
  ON kind.code = f.code_key
LEFT JOIN remark AS k
  ON k.member_key = f.member_key AND k.seq = f.seq
LEFT JOIN cited_term AS t
  ON t.contract_version = d.contract_version
  AND t.edit = COALESCE(d.edit, '')
  AND t.term_edit = d.term_edit
  AND t.term_code = d.term_code
  AND t.lob_key = d.lob_key
