-- stay_of_episode: one row a stay with sound days, with the number of its episode, which begins where `is_new` and is
-- this stay alone where `is_alone`. Stays make one episode where they overlap, where the patient goes to another
-- hospital on the day of discharge or the next, and where the patient comes back to the same hospital on the day of
-- discharge for the same condition.
with ordered as (
  select
    encounter_id,
    pid,
    first_day,
    last_day,
    hospital,
    diagnosis_group,
    is_planned,
    max(last_day) over (
      partition by pid order by first_day nulls last, last_day nulls last, encounter_id nulls last
      rows between unbounded preceding and 1 preceding
    ) as end_before,
    lag(hospital) over (partition by pid order by first_day nulls last, last_day nulls last, encounter_id nulls last) as hospital_before,
    lag(disposition) over (partition by pid order by first_day nulls last, last_day nulls last, encounter_id nulls last) as disposition_before,
    lag(diagnosis_group) over (partition by pid order by first_day nulls last, last_day nulls last, encounter_id nulls last) as group_before
  from stay as s
  where s.fault is null
),
marked as (
  select
    *,
    case
      when end_before is null then 1
      when first_day < end_before then 0
      when first_day > end_before + 1 then 1
      when hospital <> hospital_before then 0
      when disposition_before = '02' and (hospital is null or hospital_before is null) then 0
      when first_day = end_before and hospital = hospital_before and diagnosis_group = group_before then 0
      else 1
    end as is_new
  from ordered
)
select
  encounter_id,
  pid,
  first_day,
  last_day,
  is_planned,
  is_new,
  is_new = 1 and coalesce(lead(is_new) over (
    partition by pid order by first_day nulls last, last_day nulls last, encounter_id nulls last
  ), 1) = 1 as is_alone,
  sum(is_new) over (
    partition by pid order by first_day nulls last, last_day nulls last, encounter_id nulls last
    rows between unbounded preceding and current row
  ) as episode
from marked
