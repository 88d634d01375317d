-- line_finding: one row a thing that a rule found on a line: what refused it, cut it, or could not be checked.
with found as (
  select r.member_key, r.seq, e.edit, 'refused' as outcome, cast(null as decimal(18, 4)) as quantity
  from refused as r
  join c_edit as e on e.asked_with = 'refusing' and (r.refused_mask & e.bit) <> 0
  union all
  select r.member_key, r.seq, e.edit, 'refused' as outcome, cast(null as decimal(18, 4)) as quantity
  from pair_refused as r
  join c_edit as e on e.asked_with = 'pair' and (r.pair_mask & e.bit) <> 0
  union all
  select member_key, seq, edit, 'refused' as outcome, cast(null as decimal(18, 4)) as quantity
  from decision
  where asked_with = 'price'
  union all
  select member_key, seq, edit, 'cut' as outcome, cast(units as decimal(18, 4)) as quantity
  from line_cut
  union all
  select member_key, seq, 'concurrent_therapy' as edit, 'cut' as outcome, cast(null as decimal(18, 4)) as quantity
  from line_allowed
  where kept_amount <> shared_amount
  union all
  select member_key, seq, 'nursing_only' as edit, 'cut' as outcome, cast(null as decimal(18, 4)) as quantity
  from line_allowed
  where nursing_only_amount <> 0
  union all
  select member_key, seq, 'medicare_allowed' as edit, 'cut' as outcome, cast(null as decimal(18, 4)) as quantity
  from line_allowed
  where medicare_amount <> 0
  union all
  select member_key, seq, 'other_payer' as edit, 'cut' as outcome, cast(null as decimal(18, 4)) as quantity
  from line_payment
  where other_payer_amount <> 0
  union all
  select member_key, seq, concat('authorization_', authorization_needed) as edit, 'unchecked' as outcome,
    cast(null as decimal(18, 4)) as quantity
  from line_fact
  where authorization_needed in ('condition', 'unlisted')
)
select
  f.claim_key,
  f.claim_line_number,
  n.edit,
  n.outcome,
  n.quantity,
  coalesce(t1.term, t2.term, t3.term) as term,
  coalesce(t1.term_place, t2.term_place, t3.term_place) as term_place,
  case
    when n.edit in ('authorization_other_provider', 'authorization_late') then e.recommendation
    else coalesce(t1.recommendation, t2.recommendation, e.recommendation)
  end as recommendation
from found as n
join line_fact as f on f.member_key = n.member_key and f.seq = n.seq
left join c_edit as e on e.edit = n.edit
left join c_term as t1
  on t1.contract_version = f.contract_version and t1.code = f.code_key and t1.lob_key = f.lob_key
  and t1.edit = case
    when n.edit in ('authorization_wrong', 'authorization_missing', 'authorization_exceeded', 'authorization_condition', 'authorization_unlisted')
      then case when f.is_de_clotting_visit then 'authorization_de_clotting' else 'authorization' end
    else n.edit
  end
left join c_term as t2
  on t2.contract_version = f.contract_version and t2.edit = n.edit and t2.code = f.code_key and t2.lob_key = '' and f.lob_key <> ''
left join c_term as t3
  on t3.contract_version = f.contract_version and t3.edit = n.edit and t3.code = '' and t3.lob_key = ''
