-- line_finding: one row a thing that a rule found on a line: what refused it, cut it, or could not be checked.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH found AS (
  SELECT
    r.member_key,
    r.seq,
    e.edit,
    'refused' AS outcome,
    CAST(NULL AS DECIMAL(18, 4)) AS quantity
  FROM refused AS r
  JOIN c_edit AS e
    ON e.asked_with = 'refusing' AND (
      r.refused_mask & e.bit
    ) <> 0
  UNION ALL
  SELECT
    r.member_key,
    r.seq,
    e.edit,
    'refused' AS outcome,
    CAST(NULL AS DECIMAL(18, 4)) AS quantity
  FROM pair_refused AS r
  JOIN c_edit AS e
    ON e.asked_with = 'pair' AND (
      r.pair_mask & e.bit
    ) <> 0
  UNION ALL
  SELECT
    member_key,
    seq,
    edit,
    'refused' AS outcome,
    CAST(NULL AS DECIMAL(18, 4)) AS quantity
  FROM decision
  WHERE
    asked_with = 'price'
  UNION ALL
  SELECT
    member_key,
    seq,
    edit,
    'cut' AS outcome,
    CAST(units AS DECIMAL(18, 4)) AS quantity
  FROM line_cut
  UNION ALL
  SELECT
    member_key,
    seq,
    'concurrent_therapy' AS edit,
    'cut' AS outcome,
    CAST(NULL AS DECIMAL(18, 4)) AS quantity
  FROM line_allowed
  WHERE
    kept_amount <> shared_amount
  UNION ALL
  SELECT
    member_key,
    seq,
    'nursing_only' AS edit,
    'cut' AS outcome,
    CAST(NULL AS DECIMAL(18, 4)) AS quantity
  FROM line_allowed
  WHERE
    nursing_only_amount <> 0
  UNION ALL
  SELECT
    member_key,
    seq,
    'medicare_allowed' AS edit,
    'cut' AS outcome,
    CAST(NULL AS DECIMAL(18, 4)) AS quantity
  FROM line_allowed
  WHERE
    medicare_amount <> 0
  UNION ALL
  SELECT
    member_key,
    seq,
    'other_payer' AS edit,
    'cut' AS outcome,
    CAST(NULL AS DECIMAL(18, 4)) AS quantity
  FROM line_payment
  WHERE
    other_payer_amount <> 0
  UNION ALL
  SELECT
    member_key,
    seq,
    CONCAT('authorization_', COALESCE(authorization_needed, '')) AS edit,
    'unchecked' AS outcome,
    CAST(NULL AS DECIMAL(18, 4)) AS quantity
  FROM line_fact
  WHERE
    authorization_needed IN ('condition', 'unlisted')
)
SELECT
  f.claim_key,
  f.claim_line_number,
  n.edit,
  n.outcome,
  n.quantity,
  COALESCE(t1.term, t2.term, t3.term) AS term,
  COALESCE(t1.term_place, t2.term_place, t3.term_place) AS term_place,
  CASE
    WHEN n.edit IN ('authorization_other_provider', 'authorization_late')
    THEN e.recommendation
    ELSE COALESCE(t1.recommendation, t2.recommendation, e.recommendation)
  END AS recommendation
FROM found AS n
JOIN line_fact AS f
  ON f.member_key = n.member_key AND f.seq = n.seq
LEFT JOIN c_edit AS e
  ON e.edit = n.edit
LEFT JOIN c_term AS t1
  ON t1.contract_version = f.contract_version
  AND t1.code = f.code_key
  AND t1.lob_key = f.lob_key
  AND t1.edit = CASE
    WHEN n.edit IN (
      'authorization_wrong',
      'authorization_missing',
      'authorization_exceeded',
      'authorization_condition',
      'authorization_unlisted'
    )
    THEN CASE
      WHEN f.is_de_clotting_visit
      THEN 'authorization_de_clotting'
      ELSE 'authorization'
    END
    ELSE n.edit
  END
LEFT JOIN c_term AS t2
  ON t2.contract_version = f.contract_version
  AND t2.edit = n.edit
  AND t2.code = f.code_key
  AND t2.lob_key = ''
  AND f.lob_key <> ''
LEFT JOIN c_term AS t3
  ON t3.contract_version = f.contract_version
  AND t3.edit = n.edit
  AND t3.code = ''
  AND t3.lob_key = ''
