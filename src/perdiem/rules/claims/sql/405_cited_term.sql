-- cited_term: one row an edit, code and line of business that occurs, with the contract's term to cite: that of the code
-- and line of business first, then that of the code, then that of the edit.
with occurring as (
  select distinct contract_version, coalesce(edit, '') as edit, term_edit, term_code, lob_key
  from decision
  where contract_version is not null and term_edit is not null
)
select
  o.contract_version,
  o.edit,
  o.term_edit,
  o.term_code,
  o.lob_key,
  coalesce(t1.term, t2.term, t3.term) as term,
  coalesce(t1.term_place, t2.term_place, t3.term_place) as term_place,
  coalesce(t1.recommendation, t2.recommendation) as recommendation
from occurring as o
left join c_term as t1
  on t1.contract_version = o.contract_version and t1.edit = o.term_edit and t1.code = o.term_code and t1.lob_key = o.lob_key
left join c_term as t2
  on t2.contract_version = o.contract_version and t2.edit = o.term_edit and t2.code = o.term_code and t2.lob_key = ''
  and o.lob_key <> ''
left join c_term as t3
  on t3.contract_version = o.contract_version and t3.code = '' and t3.lob_key = ''
  and t3.edit = case when o.edit = '' then o.term_edit else o.edit end
