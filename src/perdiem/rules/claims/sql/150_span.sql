-- span: one row a standing line, version of the contract and group of that version that holds the line's code: the
-- days that other lines may have to give way to.
select
  g.contract_version,
  g.code_group,
  s.member_key,
  s.seq,
  s.code,
  s.first_day,
  s.last_day
from standing as s
join c_group as g on g.code = s.code
