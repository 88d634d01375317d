-- modifiers: one row a set of modifiers that occurs, with a flag for each modifier that a rule asks about.
select
  modifier_set,
  concat(' ', modifier_set, ' ') like '% SH %' as has_sh,
  concat(' ', modifier_set, ' ') like '% SJ %' as has_sj,
  concat(' ', modifier_set, ' ') like '% SS %' as has_ss,
  concat(' ', modifier_set, ' ') like '% SV %' as has_sv,
  concat(' ', modifier_set, ' ') like '% JW %' as has_jw,
  concat(' ', modifier_set, ' ') like '% JZ %' as has_jz,
  concat(' ', modifier_set, ' ') like '% GY %' as has_gy,
  concat(' ', modifier_set, ' ') like '% GA %' as has_ga,
  concat(' ', modifier_set, ' ') like '% GZ %' as has_gz,
  concat(' ', modifier_set, ' ') like '% NU %' as has_nu,
  concat(' ', modifier_set, ' ') like '% RR %' as has_rr,
  concat(' ', modifier_set, ' ') like '% EY %' as has_ey,
  concat(' ', modifier_set, ' ') like '% CR %' as has_cr,
  concat(' ', modifier_set, ' ') like '% TD %' as has_td,
  concat(' ', modifier_set, ' ') like '% TE %' as has_te,
  concat(' ', modifier_set, ' ') like '% SA %' as has_sa,
  concat(' ', modifier_set, ' ') like '% 59 %' or concat(' ', modifier_set, ' ') like '% 76 %'
    or concat(' ', modifier_set, ' ') like '% XE %' as is_separate_visit,
  concat(' ', modifier_set, ' ') like '% 59 %' or concat(' ', modifier_set, ' ') like '% 76 %'
    or concat(' ', modifier_set, ' ') like '% XE %' or concat(' ', modifier_set, ' ') like '% XP %'
    or concat(' ', modifier_set, ' ') like '% XS %' or concat(' ', modifier_set, ' ') like '% XU %' as is_distinct_service
from (select distinct modifier_set from line) as sets
