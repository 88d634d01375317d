-- suite_diagnosis: one row a version and claim with a diagnosis for which the suite is covered.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH named AS (
  SELECT
    claim_key,
    diagnosis_code
  FROM in_claim_diagnosis
  UNION
  SELECT
    l.claim_key,
    d.diagnosis_code
  FROM in_claim_line AS l
  CROSS JOIN (
    SELECT
      COUNT(*) AS prefixes
    FROM c_diagnosis
  ) AS n
  LATERAL VIEW
  EXPLODE(
    ARRAY(
      l.diagnosis_code_1,
      l.diagnosis_code_2,
      l.diagnosis_code_3,
      l.diagnosis_code_4,
      l.diagnosis_code_5,
      l.diagnosis_code_6,
      l.diagnosis_code_7,
      l.diagnosis_code_8,
      l.diagnosis_code_9,
      l.diagnosis_code_10,
      l.diagnosis_code_11,
      l.diagnosis_code_12
    )
  ) d AS diagnosis_code
  WHERE
    n.prefixes > 0
)
SELECT DISTINCT
  p.contract_version,
  n.claim_key
FROM named AS n
JOIN c_diagnosis AS p
  ON STARTSWITH(n.diagnosis_code, p.prefix)
