-- follow_on: one row a member, therapy code and day on which a line of that code begins.
select distinct l.member_key, l.code, l.first_day
from line as l
join (select distinct code from c_kind where is_therapy) as t on t.code = l.code
where l.first_day is not null
