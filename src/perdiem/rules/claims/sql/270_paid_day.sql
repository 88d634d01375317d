-- paid_day: one row a paid day of a line whose days are looked at one by one, with the rank of its therapy on that day.
with numbered as (
  select
    d.*,
    row_number() over (partition by d.member_key, d.seq order by d.day nulls last) as day_number
  from line_day as d
  where d.reason = 0
)
select
  n.member_key,
  n.seq,
  n.day,
  n.is_therapy,
  n.contract_version,
  n.therapy_class,
  case
    when n.is_therapy then row_number() over (
      partition by n.member_key, n.day, n.is_therapy
      order by
        case when v.highest_rate_first then coalesce(p.unit_price, cast(-1 as decimal(24, 12))) else cast(0 as decimal(24, 12)) end desc nulls last,
        case when v.sh_sj_not_used then 1 else n.therapy_class end nulls last,
        n.seq nulls last
    )
  end as therapy_rank
from numbered as n
join c_version as v on v.contract_version = n.contract_version
join line_units as u on u.member_key = n.member_key and u.seq = n.seq
join line_price as p on p.member_key = n.member_key and p.seq = n.seq
where n.day_number <= u.units_left
