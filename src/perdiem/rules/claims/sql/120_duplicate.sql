-- duplicate: one row a line that bills again what an earlier line bills, among lines that nothing refused so far.
with candidate as (
  select
    l.member_key, l.seq, l.billing_npi as npi, l.code, l.modifier_set, l.first_day, l.last_day, l.units,
    coalesce(l.ndc, '') as ndc
  from line_fact as l
  cross join run_facts as x
  left join line_authorization as a on a.member_key = l.member_key and a.seq = l.seq
  where l.billing_npi is not null and (l.own_mask & x.early_bits) = 0 and coalesce(a.authorization_mask, 0) = 0
),
billed_again as (
  select member_key, npi, code, modifier_set, first_day, last_day, units, ndc, min(seq) as first_seq
  from candidate
  group by member_key, npi, code, modifier_set, first_day, last_day, units, ndc
  having count(*) > 1
)
select c.member_key, c.seq, b.first_seq
from candidate as c
join billed_again as b
  on b.member_key = c.member_key
  and b.npi = c.npi
  and b.code = c.code
  and b.modifier_set = c.modifier_set
  and b.first_day = c.first_day
  and b.last_day = c.last_day
  and b.units = c.units
  and b.ndc = c.ndc
where c.seq > b.first_seq
