-- modifiers: one row a set of modifiers that occurs, with a flag for each modifier that a rule asks about.
-- Made by tools/sql.py from the file of this name in the folder above.
SELECT
  modifier_set,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% SH %' AS has_sh,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% SJ %' AS has_sj,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% SS %' AS has_ss,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% SV %' AS has_sv,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% JW %' AS has_jw,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% JZ %' AS has_jz,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% GY %' AS has_gy,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% GA %' AS has_ga,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% GZ %' AS has_gz,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% NU %' AS has_nu,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% RR %' AS has_rr,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% EY %' AS has_ey,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% CR %' AS has_cr,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% TD %' AS has_td,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% TE %' AS has_te,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% SA %' AS has_sa,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% 59 %'
  OR CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% 76 %'
  OR CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% XE %' AS is_separate_visit,
  CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% 59 %'
  OR CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% 76 %'
  OR CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% XE %'
  OR CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% XP %'
  OR CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% XS %'
  OR CONCAT(' ', COALESCE(modifier_set, ''), ' ') LIKE '% XU %' AS is_distinct_service
FROM (
  SELECT DISTINCT
    modifier_set
  FROM line
) AS sets
