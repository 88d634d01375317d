-- replacement: one row a claim that a later claim of frequency 7 or 8 replaces or takes back, and that later claim.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH later AS (
  SELECT DISTINCT
    member_key,
    billing_npi AS npi,
    claim_key,
    claim_id,
    payer_claim_control_number,
    COALESCE(received_date, CAST('9999-12-31' AS DATE)) AS received
  FROM line
  WHERE
    frequency IN ('7', '8') AND billing_npi IS NOT NULL
), earlier AS (
  SELECT DISTINCT
    l.member_key,
    l.billing_npi AS npi,
    l.claim_key,
    l.claim_id,
    l.clearinghouse_claim_number,
    COALESCE(l.received_date, CAST('9999-12-31' AS DATE)) AS received,
    CONCAT(
      'P',
      COALESCE(
        UPPER(
          SUBSTRING(
            MD5(
              CONCAT(
                COALESCE(COALESCE(l.billing_npi, ''), ''),
                '|',
                COALESCE(COALESCE(l.member_id, ''), ''),
                '|',
                COALESCE(l.claim_id, ''),
                '|',
                COALESCE(l.frequency, ''),
                '|',
                COALESCE(COALESCE(CAST(l.received_date AS STRING), ''), '')
              )
            ),
            1,
            15
          )
        ),
        ''
      )
    ) AS payer_claim_number
  FROM line AS l
  JOIN (
    SELECT DISTINCT
      member_key
    FROM later
  ) AS m
    ON m.member_key = l.member_key
)
SELECT
  e.claim_key AS earlier_key,
  r.claim_key AS later_key,
  e.received AS earlier_received
FROM earlier AS e
JOIN later AS r
  ON r.member_key = e.member_key AND r.npi = e.npi
WHERE
  r.claim_key <> e.claim_key
  AND (
    r.claim_id = e.claim_id
    OR r.payer_claim_control_number = e.payer_claim_number
    OR r.payer_claim_control_number = e.clearinghouse_claim_number
  )
  AND (
    r.received > e.received
    OR (
      r.received = e.received AND r.claim_id > e.claim_id
    )
    OR (
      r.received = e.received AND r.claim_id = e.claim_id AND r.claim_key > e.claim_key
    )
  )
