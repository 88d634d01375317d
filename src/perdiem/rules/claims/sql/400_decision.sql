-- decision: one row a claim line, with the edit that decided it (none where it is paid) and its money.
with cut as (
  -- units beyond the days never take a whole line: another cut did
  select
    member_key,
    seq,
    min(cut_order) as first_order,
    min(case when edit <> 'units_over_days' then cut_order end) as refusing_order
  from line_cut
  group by member_key, seq
),
first_cut as (
  select
    f.member_key,
    f.seq,
    max(case when c.cut_order = f.first_order then c.edit end) as edit,
    max(case when c.cut_order = f.refusing_order then c.edit end) as refusing_edit
  from line_cut as c
  join cut as f on f.member_key = c.member_key and f.seq = c.seq
  group by f.member_key, f.seq
),
decided as (
  select
    f.member_key,
    f.seq,
    f.contract_version,
    f.code_key,
    f.lob_key,
    f.is_de_clotting_visit,
    case
      when r.seq is not null then r.edit
      when n.seq is not null then n.edit
      when q.paid_units <= 0 and c.refusing_edit is not null then c.refusing_edit
      else p.price_edit
    end as edit,
    p.rate_row,
    p.basis,
    p.unit_price,
    case when p.price_edit is null or p.price_edit = 'capitated' then q.paid_units end as paid_units,
    case when a.authorization_state = 'holds' then a.authorization_number end as authorization_number,
    c.edit as cut_edit,
    y.allowed_amount,
    y.paid_amount,
    y.coinsurance_amount,
    y.copay_amount,
    y.deductible_amount,
    y.other_payer_amount
  from line_fact as f
  left join refused as r on r.member_key = f.member_key and r.seq = f.seq
  left join pair_refused as n on n.member_key = f.member_key and n.seq = f.seq
  left join line_price as p on p.member_key = f.member_key and p.seq = f.seq
  left join line_quantity as q on q.member_key = f.member_key and q.seq = f.seq
  left join line_authorization as a on a.member_key = f.member_key and a.seq = f.seq
  left join first_cut as c on c.member_key = f.member_key and c.seq = f.seq
  left join line_payment as y on y.member_key = f.member_key and y.seq = f.seq
)
select
  d.*,
  case when d.edit is null then 'paid' when e.does = 'cut' then 'denied' else e.does end as disposition,
  e.asked_with,
  e.group_code,
  e.reason_code,
  e.remark_code,
  e.says,
  e.recommendation,
  case
    when d.edit in ('authorization_wrong', 'authorization_missing', 'authorization_exceeded')
      then case when d.is_de_clotting_visit then 'authorization_de_clotting' else 'authorization' end
    when d.edit is null and d.rate_row is not null then 'rate'
    when d.edit is null and d.basis = 'unlisted' then 'unlisted_percent'
    when d.edit is null and d.basis = 'acquisition_cost' then 'unlisted_pay'
    else d.edit
  end as term_edit,
  case when d.edit is null and d.rate_row is not null then concat('#', cast(d.rate_row as varchar)) else d.code_key end as term_code
from decided as d
left join c_edit as e on e.edit = d.edit
