-- line_authorization: one row a line that needs authorization: the approved item that carries it, or why none does.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH asked_late AS (
  SELECT DISTINCT
    start_date,
    requested_date
  FROM in_authorization_item
  WHERE
    requested_date > start_date AND DATEDIFF(DAY, start_date, requested_date) <= 120
), holiday AS (
  SELECT
    a.start_date,
    a.requested_date,
    COUNT(*) AS holidays
  FROM asked_late AS a
  JOIN c_holiday AS h
    ON h.day > a.start_date AND h.day <= a.requested_date
  GROUP BY
    a.start_date,
    a.requested_date
), matched AS (
  SELECT
    l.member_key,
    l.seq,
    i.authorization_number,
    i.item_number,
    i.approved_quantity,
    i.start_date,
    CASE WHEN i.hcpcs_code = l.code THEN 1 WHEN i.hcpcs_code IS NULL THEN 2 ELSE 3 END AS kind,
    i.billing_npi IS NULL
    OR COALESCE(i.billing_npi = l.billing_npi, FALSE)
    OR COALESCE(v.same_terms_at_sites AND s.npi IS NOT NULL AND o.npi IS NOT NULL, FALSE) AS is_for_provider,
    v.late_request_days IS NULL
    OR i.requested_date IS NULL
    OR i.requested_date <= i.start_date
    OR (
      5 * (
        DATEDIFF(DAY, CAST('1900-01-01' AS DATE), i.requested_date) DIV 7
      ) + LEAST(DATEDIFF(DAY, CAST('1900-01-01' AS DATE), i.requested_date) % 7 + 1, 5) - 5 * (
        DATEDIFF(DAY, CAST('1900-01-01' AS DATE), i.start_date) DIV 7
      ) - LEAST(DATEDIFF(DAY, CAST('1900-01-01' AS DATE), i.start_date) % 7 + 1, 5) - COALESCE(h.holidays, 0)
    ) <= v.late_request_days AS is_on_time
  FROM line_fact AS l
  JOIN c_version AS v
    ON v.contract_version = l.contract_version
  JOIN in_authorization_item AS i
    ON i.member_id = l.member_id
    AND i.start_date <= l.first_day
    AND COALESCE(i.end_date, CAST('9999-12-31' AS DATE)) >= l.last_day
  LEFT JOIN holiday AS h
    ON h.start_date = i.start_date AND h.requested_date = i.requested_date
  LEFT JOIN c_kind AS k
    ON k.code = i.hcpcs_code
  LEFT JOIN (
    SELECT DISTINCT
      contract_version,
      npi
    FROM c_site
  ) AS s
    ON s.contract_version = l.contract_version AND s.npi = i.billing_npi
  LEFT JOIN (
    SELECT DISTINCT
      contract_version,
      npi
    FROM c_site
  ) AS o
    ON o.contract_version = l.contract_version AND o.npi = l.billing_npi
  WHERE
    l.authorization_needed = 'needed'
    AND i.status = 'approved'
    AND (
      i.hcpcs_code IS NULL
      OR i.hcpcs_code = l.code
      OR (
        COALESCE(k.is_drug, FALSE) AND COALESCE(l.is_carried_by_drug, FALSE)
      )
    )
), best AS (
  SELECT
    *
  FROM (
    SELECT
      *,
      ROW_NUMBER() OVER (
        PARTITION BY member_key, seq
        ORDER BY CASE WHEN is_for_provider AND is_on_time THEN 0 ELSE 1 END NULLS LAST, CASE WHEN is_for_provider THEN 0 ELSE 1 END NULLS LAST, kind NULLS LAST, start_date DESC, authorization_number DESC, item_number DESC
      ) AS _w
    FROM matched
  ) AS _t
  WHERE
    _w = 1
), told AS (
  SELECT
    l.member_key,
    l.seq,
    CASE
      WHEN x.has_authorizations
      THEN b.authorization_number
      ELSE l.authorization_named
    END AS authorization_number,
    b.item_number,
    CASE WHEN b.kind = 1 THEN b.approved_quantity END AS approved_quantity,
    CASE
      WHEN b.is_for_provider AND b.is_on_time
      THEN 'holds'
      WHEN b.seq IS NOT NULL AND NOT b.is_for_provider
      THEN 'other_provider'
      WHEN b.seq IS NOT NULL
      THEN 'late'
      WHEN NOT x.has_authorizations AND l.authorization_named IS NOT NULL
      THEN 'holds'
      WHEN l.authorization_named IS NOT NULL
      THEN 'wrong'
      ELSE 'missing'
    END AS authorization_state
  FROM line_fact AS l
  CROSS JOIN run_facts AS x
  LEFT JOIN best AS b
    ON b.member_key = l.member_key AND b.seq = l.seq
  WHERE
    l.authorization_needed = 'needed'
)
SELECT
  *,
  (
    CASE
      WHEN authorization_state = 'wrong'
      THEN CAST(35184372088832 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN authorization_state = 'other_provider'
      THEN CAST(70368744177664 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN authorization_state = 'late'
      THEN CAST(140737488355328 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN authorization_state = 'missing'
      THEN CAST(281474976710656 AS BIGINT)
      ELSE 0
    END
  ) AS authorization_mask
FROM told
