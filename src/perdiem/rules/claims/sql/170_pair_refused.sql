-- pair_refused: one row a standing line that the rules among lines refuse as a whole, with one bit an edit.
with found as (
  select member_key, seq, edit from pair_hit where not is_by_days
  union
  select s.member_key, s.seq, 'units_over_days' as edit
  from standing as s
  join c_version as v on v.contract_version = s.contract_version
  where v.units_over_days_denied and s.is_by_days and not s.is_in_minutes and s.units > s.days
  union
  select s.member_key, s.seq, 'added_hour_alone' as edit
  from standing as s
  left join span as f
    on f.member_key = s.member_key
    and f.code_group = 'first_visit'
    and f.contract_version = s.contract_version
    and f.first_day <= s.first_day
    and f.last_day >= s.first_day
  where s.code = '99602' and f.seq is null
  union
  select s.member_key, s.seq, 'second_visit' as edit
  from standing as s
  join c_version as v on v.contract_version = s.contract_version
  join span as f
    on f.member_key = s.member_key
    and f.code_group = 'first_visit'
    and f.contract_version = s.contract_version
    and f.first_day = s.first_day
    and f.seq < s.seq
  where v.second_visit_as_hours and s.code = '99601'
),
masked as (
  select f.member_key, f.seq, cast(sum(e.bit) as bigint) as pair_mask
  from (select distinct member_key, seq, edit from found) as f
  join c_edit as e on e.edit = f.edit and e.asked_with = 'pair'
  group by f.member_key, f.seq
)
select m.member_key, m.seq, m.pair_mask, e.edit
from masked as m
join c_edit as e on e.asked_with = 'pair' and e.bit = (m.pair_mask & (-m.pair_mask))
