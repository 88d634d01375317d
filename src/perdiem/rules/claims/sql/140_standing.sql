-- standing: one row a line that nothing refused so far, with what the rules among lines look at.
select
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
  case when l.has_sh then 2 when l.has_sj then 3 else 1 end as therapy_class,
  l.has_sv,
  l.is_early_stop,
  l.is_early_stop_code,
  l.most_units_per_day,
  a.authorization_number,
  a.item_number,
  a.approved_quantity
from line_fact as l
left join refused as r on r.member_key = l.member_key and r.seq = l.seq
left join line_authorization as a on a.member_key = l.member_key and a.seq = l.seq
where r.seq is null
