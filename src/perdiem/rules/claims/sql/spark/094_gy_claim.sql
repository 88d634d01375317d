-- gy_claim: one row a claim with some lines marked GY and others not, where a version of the contract asks about it.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT
  l.claim_key,
  TRUE AS is_mixed
FROM line AS l
JOIN modifiers AS q
  ON q.modifier_set = l.modifier_set
CROSS JOIN (
  SELECT
    COUNT(*) AS versions
  FROM c_version
  WHERE
    gy_whole_claim
) AS w
WHERE
  w.versions > 0
GROUP BY
  l.claim_key
HAVING
  BOOL_OR(q.has_gy) AND NOT BOOL_AND(q.has_gy)
