-- day_line: one row a standing line that is counted by days, with how many days it may be paid at most and whether its
-- days must be looked at one by one.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH counted AS (
  SELECT
    s.*,
    v.day_rule,
    v.hold_days,
    v.catheter_care_beside_therapy,
    v.inpatient_days_paid,
    CAST(LEAST(FLOOR(s.units), s.days) AS DECIMAL(18, 4)) AS billed_days,
    MAX(s.last_day) OVER (
      PARTITION BY s.member_key
      ORDER BY s.first_day NULLS LAST, s.seq NULLS LAST
      rows BETWEEN UNBOUNDED preceding AND 1 preceding
    ) AS last_day_before,
    LEAD(s.first_day) OVER (PARTITION BY s.member_key ORDER BY s.first_day NULLS LAST, s.seq NULLS LAST) AS next_first_day
  FROM standing AS s
  JOIN c_version AS v
    ON v.contract_version = s.contract_version
  LEFT JOIN pair_refused AS r
    ON r.member_key = s.member_key AND r.seq = s.seq
  WHERE
    s.is_by_days AND r.seq IS NULL
), hurt AS (
  SELECT DISTINCT
    member_key,
    seq
  FROM pair_hit
  WHERE
    is_by_days
), stayed AS (
  SELECT DISTINCT
    c.member_key,
    c.seq
  FROM counted AS c
  JOIN in_encounter AS e
    ON e.member_id = c.member_id
    AND e.encounter_start_date <= c.last_day
    AND COALESCE(e.encounter_end_date, CAST('9999-12-31' AS DATE)) > c.first_day
  WHERE
    e.encounter_type = 'acute inpatient' AND NOT c.inpatient_days_paid
), given AS (
  SELECT
    c.member_key,
    c.seq,
    SUM(a.infusion_hours) AS infusion_hours
  FROM counted AS c
  JOIN in_administration AS a
    ON a.member_id = c.member_id
    AND a.administration_date >= c.first_day
    AND a.administration_date <= c.last_day
    AND (
      a.per_diem_code IS NULL OR a.per_diem_code = c.code
    )
    AND COALESCE(a.status, 'completed') <> 'not_done'
  WHERE
    c.day_rule = 'hours_24' AND c.is_therapy
  GROUP BY
    c.member_key,
    c.seq
)
SELECT
  c.member_key,
  c.seq,
  c.member_id,
  c.contract_version,
  c.code,
  c.first_day,
  c.last_day,
  c.days,
  c.is_therapy,
  c.is_catheter_care,
  c.is_distinct_service,
  c.therapy_class,
  c.day_rule,
  c.catheter_care_beside_therapy,
  c.inpatient_days_paid,
  c.billed_days,
  c.hold_days,
  CASE
    WHEN c.day_rule <> 'hours_24' OR NOT c.is_therapy OR NOT x.has_administrations
    THEN NULL
    WHEN g.seq IS NULL
    THEN 0
    ELSE GREATEST(CAST(FLOOR(COALESCE(g.infusion_hours, 0)) AS BIGINT) DIV 24, 1)
  END AS most_blocks,
  COALESCE(c.last_day_before >= c.first_day, FALSE)
  OR COALESCE(c.next_first_day <= c.last_day, FALSE)
  OR u.seq IS NOT NULL
  OR y.seq IS NOT NULL
  OR (
    c.is_catheter_care AND c.hold_days IS NOT NULL
  )
  OR (
    c.is_therapy
    AND x.has_administrations
    AND c.day_rule IN ('infusion_days', 'infusion_or_nursing_days')
  ) AS is_day_by_day
FROM counted AS c
CROSS JOIN run_facts AS x
LEFT JOIN hurt AS u
  ON u.member_key = c.member_key AND u.seq = c.seq
LEFT JOIN stayed AS y
  ON y.member_key = c.member_key AND y.seq = c.seq
LEFT JOIN given AS g
  ON g.member_key = c.member_key AND g.seq = c.seq
