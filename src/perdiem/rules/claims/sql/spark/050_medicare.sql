-- medicare: one row a claim whose first payor is Medicare fee-for-service, and whether Medicare has decided.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT
  p.claim_key,
  MAX(p.remittance_date) AS decided_date,
  BOOL_OR(
    p.remittance_date IS NOT NULL
    OR p.paid_amount IS NOT NULL
    OR l.claim_key IS NOT NULL
  ) AS has_decided
FROM in_other_payer AS p
LEFT JOIN (
  SELECT DISTINCT
    claim_key,
    payer_id
  FROM in_other_payer_line
) AS l
  ON l.claim_key = p.claim_key AND l.payer_id = p.payer_id
WHERE
  p.payer_responsibility_code = 'P'
  AND p.claim_filing_indicator_code IN ('MA', 'MB')
GROUP BY
  p.claim_key
