-- line_day: one row a day of a line whose days are looked at one by one, with the first reason for which it is unpaid
-- (1 general beside specific, 2 pair, 3 catheter care beside therapy, 4 hold over, 5 in hospital, 6 no infusion,
-- 7 billed before; 0 none).
-- Made by tools/sql.py from the file of this name in the folder above.
WITH days AS (
  SELECT
    l.member_key,
    l.seq,
    l.member_id,
    l.contract_version,
    l.code,
    l.is_therapy,
    l.is_catheter_care,
    l.is_distinct_service,
    l.therapy_class,
    l.day_rule,
    l.catheter_care_beside_therapy,
    l.inpatient_days_paid,
    l.hold_days,
    CAST(d.day AS DATE) AS day
  FROM day_line AS l
  LATERAL VIEW
  EXPLODE(SEQUENCE(l.first_day, l.last_day, INTERVAL '1' DAY)) d AS day
  WHERE
    l.is_day_by_day
), paired AS (
  SELECT
    d.member_key,
    d.seq,
    d.day,
    MIN(CASE WHEN p.edit = 'general_beside_specific' THEN 1 ELSE 2 END) AS reason
  FROM days AS d
  JOIN pair_hit AS p
    ON p.member_key = d.member_key
    AND p.seq = d.seq
    AND p.from_day <= d.day
    AND p.to_day >= d.day
  GROUP BY
    d.member_key,
    d.seq,
    d.day
), beside_therapy AS (
  SELECT DISTINCT
    d.member_key,
    d.seq,
    d.day
  FROM days AS d
  JOIN span AS t
    ON t.member_key = d.member_key
    AND t.contract_version = d.contract_version
    AND t.code_group = 'therapy_per_diem'
    AND t.first_day <= d.day
    AND t.last_day >= d.day
  WHERE
    d.is_catheter_care
), held AS (
  SELECT
    d.member_key,
    d.seq,
    d.day,
    MAX(t.last_day) AS last_therapy_day
  FROM days AS d
  JOIN span AS t
    ON t.member_key = d.member_key
    AND t.contract_version = d.contract_version
    AND t.code_group = 'therapy_per_diem'
    AND t.last_day < d.day
  WHERE
    d.is_catheter_care AND d.hold_days IS NOT NULL
  GROUP BY
    d.member_key,
    d.seq,
    d.day
), in_hospital AS (
  SELECT DISTINCT
    d.member_key,
    d.seq,
    d.day
  FROM days AS d
  JOIN in_encounter AS e
    ON e.member_id = d.member_id
    AND e.encounter_start_date <= d.day
    AND COALESCE(e.encounter_end_date, CAST('9999-12-31' AS DATE)) > d.day
  WHERE
    e.encounter_type = 'acute inpatient' AND NOT d.inpatient_days_paid
), infused AS (
  SELECT DISTINCT
    d.member_key,
    d.seq,
    d.day
  FROM days AS d
  JOIN in_administration AS a
    ON a.member_id = d.member_id
    AND a.administration_date = d.day
    AND (
      a.per_diem_code IS NULL OR a.per_diem_code = d.code
    )
    AND COALESCE(a.status, 'completed') <> 'not_done'
  UNION
  SELECT DISTINCT
    d.member_key,
    d.seq,
    d.day
  FROM days AS d
  JOIN standing AS n
    ON n.member_key = d.member_key
    AND n.is_nursing
    AND n.first_day <= d.day
    AND n.last_day >= d.day
  WHERE
    d.day_rule = 'infusion_or_nursing_days'
), billed_before AS (
  SELECT DISTINCT
    d.member_key,
    d.seq,
    d.day
  FROM days AS d
  JOIN standing AS o
    ON o.member_key = d.member_key
    AND o.code = d.code
    AND o.therapy_class = d.therapy_class
    AND o.seq < d.seq
    AND o.first_day <= d.day
    AND o.last_day >= d.day
  WHERE
    NOT d.is_distinct_service
)
SELECT
  d.member_key,
  d.seq,
  d.day,
  d.code,
  d.contract_version,
  d.is_therapy,
  d.therapy_class,
  CASE
    WHEN p.reason IS NOT NULL
    THEN p.reason
    WHEN b.seq IS NOT NULL AND NOT d.catheter_care_beside_therapy
    THEN 3
    WHEN b.seq IS NULL AND d.day > w.last_therapy_day + d.hold_days
    THEN 4
    WHEN h.seq IS NOT NULL
    THEN 5
    WHEN d.is_therapy
    AND x.has_administrations
    AND d.day_rule IN ('infusion_days', 'infusion_or_nursing_days')
    AND i.seq IS NULL
    THEN 6
    WHEN o.seq IS NOT NULL
    THEN 7
    ELSE 0
  END AS reason
FROM days AS d
CROSS JOIN run_facts AS x
LEFT JOIN paired AS p
  ON p.member_key = d.member_key AND p.seq = d.seq AND p.day = d.day
LEFT JOIN beside_therapy AS b
  ON b.member_key = d.member_key AND b.seq = d.seq AND b.day = d.day
LEFT JOIN held AS w
  ON w.member_key = d.member_key AND w.seq = d.seq AND w.day = d.day
LEFT JOIN in_hospital AS h
  ON h.member_key = d.member_key AND h.seq = d.seq AND h.day = d.day
LEFT JOIN infused AS i
  ON i.member_key = d.member_key AND i.seq = d.seq AND i.day = d.day
LEFT JOIN billed_before AS o
  ON o.member_key = d.member_key AND o.seq = d.seq AND o.day = d.day
