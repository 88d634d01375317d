-- cited_term: one row an edit, code and line of business that occurs, with the contract's term to cite: that of the code
-- and line of business first, then that of the code, then that of the edit.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH occurring AS (
  SELECT DISTINCT
    contract_version,
    COALESCE(edit, '') AS edit,
    term_edit,
    term_code,
    lob_key
  FROM decision
  WHERE
    contract_version IS NOT NULL AND term_edit IS NOT NULL
)
SELECT
  o.contract_version,
  o.edit,
  o.term_edit,
  o.term_code,
  o.lob_key,
  COALESCE(t1.term, t2.term, t3.term) AS term,
  COALESCE(t1.term_place, t2.term_place, t3.term_place) AS term_place,
  COALESCE(t1.recommendation, t2.recommendation) AS recommendation
FROM occurring AS o
LEFT JOIN c_term AS t1
  ON t1.contract_version = o.contract_version
  AND t1.edit = o.term_edit
  AND t1.code = o.term_code
  AND t1.lob_key = o.lob_key
LEFT JOIN c_term AS t2
  ON t2.contract_version = o.contract_version
  AND t2.edit = o.term_edit
  AND t2.code = o.term_code
  AND t2.lob_key = ''
  AND o.lob_key <> ''
LEFT JOIN c_term AS t3
  ON t3.contract_version = o.contract_version
  AND t3.code = ''
  AND t3.lob_key = ''
  AND t3.edit = CASE WHEN o.edit = '' THEN o.term_edit ELSE o.edit END
