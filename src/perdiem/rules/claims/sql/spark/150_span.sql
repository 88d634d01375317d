-- span: one row a standing line, version of the contract and group of that version that holds the line's code: the
-- days that other lines may have to give way to.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT
  g.contract_version,
  g.code_group,
  s.member_key,
  s.seq,
  s.code,
  s.first_day,
  s.last_day
FROM standing AS s
JOIN c_group AS g
  ON g.code = s.code
