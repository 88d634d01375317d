-- medicare: one row a claim whose first payor is Medicare fee-for-service, and whether and when Medicare has decided.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT
  p.claim_key,
  COALESCE(MAX(p.remittance_date), MAX(l.remittance_date)) AS decided_date,
  BOOL_OR(
    p.remittance_date IS NOT NULL
    OR p.paid_amount IS NOT NULL
    OR COALESCE(l.has_decided, FALSE)
  ) AS has_decided
FROM in_other_payer AS p
LEFT JOIN (
  SELECT
    claim_key,
    payer_id,
    MAX(remittance_date) AS remittance_date,
    BOOL_OR(remittance_date IS NOT NULL OR paid_amount IS NOT NULL) AS has_decided
  FROM in_other_payer_line
  GROUP BY
    claim_key,
    payer_id
) AS l
  ON l.claim_key = p.claim_key AND l.payer_id = p.payer_id
WHERE
  p.payer_responsibility_code = 'P'
  AND p.claim_filing_indicator_code IN ('MA', 'MB')
GROUP BY
  p.claim_key
