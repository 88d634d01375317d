-- therapy_share: one row a line whose days are looked at one by one: its paid days, the days lost for want of SH or SJ,
-- and the sum of the shares of its paid days, in percent.
with shared as (
  select
    d.member_key,
    d.seq,
    coalesce(v.sh_sj_required and d.therapy_rank >= 2 and d.therapy_class = 1, false) as lacks_modifier,
    case
      when d.therapy_rank is null then cast(100 as decimal(10, 4))
      when d.therapy_rank = 1 then v.share_first
      when d.therapy_rank = 2 then v.share_second
      else v.share_third
    end as share
  from paid_day as d
  join c_version as v on v.contract_version = d.contract_version
)
select
  member_key,
  seq,
  count(*) filter (where lacks_modifier) as days_lacking,
  count(*) filter (where not lacks_modifier) as days_paid,
  coalesce(sum(share) filter (where not lacks_modifier), cast(0 as decimal(10, 4))) as share_sum
from shared
group by member_key, seq
