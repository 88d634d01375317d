"""Makes the code groups of the readmission measures from CMS's tables, as codes and category numbers alone.

    python tools/readmission_groups.py FOLDER

FOLDER holds the value sets as CSV and Parquet files, see src/perdiem/rules/measures/readmission/SOURCE.md. Labels are
our own; no wording of CMS or HCUP is taken over.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

HERE = Path(__file__).parents[1] / "src" / "perdiem" / "rules" / "measures" / "readmission"

DIAGNOSIS = """
with mapped as (select icd_10_cm as code, cast(ccs_diagnosis_category as smallint) as category from '{f}/ccs_dx_icd10cm_2019.parquet'),
acute as (select icd_10_cm as code from read_csv('{f}/acute_diagnosis_icd_10_cm.csv', all_varchar = true)),
coded as (select coalesce(m.code, a.code) as code, m.category, a.code is not null as is_acute_code from mapped as m full join acute as a on a.code = m.code),
grouped as (
  select cast(ccs as smallint) as category, min(case specialty_cohort when 'Cardiorespiratory' then 1 when 'Cardiovascular' then 2 when 'Neurology' then 3 else 4 end) as cohort
  from read_csv('{f}/specialty_cohort.csv', all_varchar = true) where procedure_or_diagnosis = 'Diagnosis' group by ccs
),
excluded as (
  select cast(ccs_diagnosis_category as smallint) as category,
    min(case exclusion_category when 'Medical Treatment of Cancer' then 'cancer treatment' when 'Rehabilitation' then 'rehabilitation' else 'psychiatric care' end) as excluded_as
  from read_csv('{f}/exclusion_ccs_diagnosis_category.csv', all_varchar = true) group by 1
)
select c.code, c.category,
  c.is_acute_code or coalesce(c.category in (select cast(ccs_diagnosis_category as smallint) from read_csv('{f}/acute_diagnosis_ccs.csv', all_varchar = true)), false) as is_acute,
  coalesce(c.category in (select cast(ccs_diagnosis_category as smallint) from read_csv('{f}/always_planned_ccs_diagnosis_category.csv', all_varchar = true)), false) as is_always_planned,
  e.excluded_as,
  case g.cohort when 1 then 'cardiorespiratory' when 2 then 'cardiovascular' when 3 then 'neurology' else 'medicine' end as cohort
from coded as c left join grouped as g on g.category = c.category left join excluded as e on e.category = c.category
order by c.code
"""

PROCEDURE = """
with mapped as (select icd_10_pcs as code, cast(ccs_procedure_category as smallint) as category from '{f}/ccs_pr_icd10pcs_2019.parquet'),
planned as (select icd_10_pcs as code from read_csv('{f}/potentially_planned_icd_10_pcs.csv', all_varchar = true)),
surgery as (select icd_10_pcs as code from read_csv('{f}/surgery_gynecology_cohort.csv', all_varchar = true)),
codes as (select code from mapped union select code from planned union select code from surgery)
select * from (
  select c.code, m.category,
    coalesce(m.category in (select cast(ccs_procedure_category as smallint) from read_csv('{f}/always_planned_ccs_procedure_category.csv', all_varchar = true)), false) as is_always_planned,
    c.code in (select code from planned) or coalesce(m.category in (select cast(ccs_procedure_category as smallint) from read_csv('{f}/potentially_planned_ccs_procedure_category.csv', all_varchar = true)), false) as is_potentially_planned,
    c.code in (select code from surgery) or coalesce(m.category in (select cast(ccs as smallint) from read_csv('{f}/specialty_cohort.csv', all_varchar = true) where specialty_cohort = 'Surgery/Gynecology'), false) as is_surgery
  from codes as c left join mapped as m on m.code = c.code
) where is_always_planned or is_potentially_planned or is_surgery
order by code
"""


def main() -> int:
    folder = sys.argv[1]
    for name, query in (("diagnosis", DIAGNOSIS), ("procedure", PROCEDURE)):
        path = HERE / f"{name}.parquet"
        duckdb.sql(query.format(f=folder)).write_parquet(str(path), compression="zstd")
        print(path.name, duckdb.sql(f"select count(*) from '{path}'").fetchall()[0][0], path.stat().st_size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
