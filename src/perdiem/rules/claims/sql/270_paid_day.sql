-- paid_day: one row a paid day of a line whose days are looked at one by one, with the rank of its therapy on that day.
with open_day as (
  select member_key, seq, count(*) as days from line_day where reason = 0 group by member_key, seq
),
-- where all open days are paid there is nothing to count
numbered as (
  select d.member_key, d.seq, d.day, d.is_therapy, d.contract_version, d.therapy_class
  from line_day as d
  join open_day as o on o.member_key = d.member_key and o.seq = d.seq
  join line_units as u on u.member_key = d.member_key and u.seq = d.seq
  where d.reason = 0 and o.days <= u.units_left
  union all
  select member_key, seq, day, is_therapy, contract_version, therapy_class
  from (
    select
      d.member_key, d.seq, d.day, d.is_therapy, d.contract_version, d.therapy_class, u.units_left,
      row_number() over (partition by d.member_key, d.seq order by d.day nulls last) as day_number
    from line_day as d
    join open_day as o on o.member_key = d.member_key and o.seq = d.seq
    join line_units as u on u.member_key = d.member_key and u.seq = d.seq
    where d.reason = 0 and o.days > u.units_left
  ) as counted
  where day_number <= units_left
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
        case when coalesce(t.highest_rate_first, v.highest_rate_first) then coalesce(p.unit_price, cast(-1 as decimal(24, 12))) else cast(0 as decimal(24, 12)) end desc nulls last,
        case when coalesce(t.sh_sj_not_used, v.sh_sj_not_used) then 1 else n.therapy_class end nulls last,
        n.seq nulls last
    )
  end as therapy_rank
from numbered as n
join c_version as v on v.contract_version = n.contract_version
-- one version ranks all therapies of a day: the one in force on it
left join c_version as t on t.first_day <= n.day and t.last_day >= n.day
join line_price as p on p.member_key = n.member_key and p.seq = n.seq
