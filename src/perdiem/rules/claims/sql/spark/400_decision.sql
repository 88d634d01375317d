-- decision: one row a claim line, with the edit that decided it (none where it is paid) and its money.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH cut AS (
  SELECT
    member_key,
    seq,
    MIN(cut_order) AS first_order,
    MIN(CASE WHEN edit <> 'units_over_days' THEN cut_order END) AS refusing_order
  FROM line_cut
  GROUP BY
    member_key,
    seq
), first_cut AS (
  SELECT
    f.member_key,
    f.seq,
    MAX(CASE WHEN c.cut_order = f.first_order THEN c.edit END) AS edit,
    MAX(CASE WHEN c.cut_order = f.refusing_order THEN c.edit END) AS refusing_edit
  FROM line_cut AS c
  JOIN cut AS f
    ON f.member_key = c.member_key AND f.seq = c.seq
  GROUP BY
    f.member_key,
    f.seq
), decided AS (
  SELECT
    f.member_key,
    f.seq,
    f.contract_version,
    f.code_key,
    f.lob_key,
    f.is_de_clotting_visit,
    CASE
      WHEN r.seq IS NOT NULL
      THEN r.edit
      WHEN n.seq IS NOT NULL
      THEN n.edit
      WHEN q.paid_units <= 0 AND c.refusing_edit IS NOT NULL
      THEN c.refusing_edit
      ELSE p.price_edit
    END AS edit,
    p.rate_row,
    p.basis,
    p.unit_price,
    CASE WHEN p.price_edit IS NULL OR p.price_edit = 'capitated' THEN q.paid_units END AS paid_units,
    CASE WHEN a.authorization_state = 'holds' THEN a.authorization_number END AS authorization_number,
    c.edit AS cut_edit,
    y.allowed_amount,
    y.paid_amount,
    y.coinsurance_amount,
    y.copay_amount,
    y.deductible_amount,
    y.other_payer_amount
  FROM line_fact AS f
  LEFT JOIN refused AS r
    ON r.member_key = f.member_key AND r.seq = f.seq
  LEFT JOIN pair_refused AS n
    ON n.member_key = f.member_key AND n.seq = f.seq
  LEFT JOIN line_price AS p
    ON p.member_key = f.member_key AND p.seq = f.seq
  LEFT JOIN line_quantity AS q
    ON q.member_key = f.member_key AND q.seq = f.seq
  LEFT JOIN line_authorization AS a
    ON a.member_key = f.member_key AND a.seq = f.seq
  LEFT JOIN first_cut AS c
    ON c.member_key = f.member_key AND c.seq = f.seq
  LEFT JOIN line_payment AS y
    ON y.member_key = f.member_key AND y.seq = f.seq
)
SELECT
  d.*,
  CASE WHEN d.edit IS NULL THEN 'paid' WHEN e.does = 'cut' THEN 'denied' ELSE e.does END AS disposition,
  e.asked_with,
  e.group_code,
  e.reason_code,
  e.remark_code,
  e.says,
  e.recommendation,
  CASE
    WHEN d.edit IN ('authorization_wrong', 'authorization_missing', 'authorization_exceeded')
    THEN CASE
      WHEN d.is_de_clotting_visit
      THEN 'authorization_de_clotting'
      ELSE 'authorization'
    END
    WHEN d.edit IS NULL AND d.rate_row IS NOT NULL
    THEN 'rate'
    WHEN d.edit IS NULL AND d.basis = 'unlisted'
    THEN 'unlisted_percent'
    WHEN d.edit IS NULL AND d.basis = 'acquisition_cost'
    THEN 'unlisted_pay'
    ELSE d.edit
  END AS term_edit,
  CASE
    WHEN d.edit IS NULL AND d.rate_row IS NOT NULL
    THEN CONCAT('#', COALESCE(CAST(d.rate_row AS STRING), ''))
    ELSE d.code_key
  END AS term_code
FROM decided AS d
LEFT JOIN c_edit AS e
  ON e.edit = d.edit
