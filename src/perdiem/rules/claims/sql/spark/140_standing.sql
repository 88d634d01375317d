-- standing: one row a line that nothing refused so far, with what the rules among lines look at.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT
  l.member_key,
  l.seq,
  l.member_id,
  l.contract_version,
  l.code,
  l.first_day,
  l.last_day,
  l.days,
  l.units,
  l.is_in_minutes,
  l.is_by_days,
  l.is_therapy,
  l.is_catheter_care,
  l.is_nursing,
  l.is_separate_visit,
  l.is_distinct_service,
  CASE WHEN l.has_sh THEN 2 WHEN l.has_sj THEN 3 ELSE 1 END AS therapy_class,
  l.has_sv,
  l.is_early_stop,
  l.is_early_stop_code,
  l.most_units_per_day,
  a.authorization_number,
  a.item_number,
  a.approved_quantity
FROM line_fact AS l
LEFT JOIN refused AS r
  ON r.member_key = l.member_key AND r.seq = l.seq
LEFT JOIN line_authorization AS a
  ON a.member_key = l.member_key AND a.seq = l.seq
WHERE
  r.seq IS NULL
