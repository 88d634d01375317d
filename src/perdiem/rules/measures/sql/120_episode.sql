-- episode: one row an episode in hospital: admitted as its first stay says, discharged as its last says, and what
-- followed. Only the first return counts.
with placed as (
  select
    *,
    row_number() over (
      partition by pid, episode order by last_day desc nulls last, first_day desc nulls last, encounter_id desc nulls last
    ) as from_end
  from stay_of_episode
  where not is_alone
),
whole as (
  select
    pid,
    episode,
    min(first_day) as first_day,
    max(last_day) as last_day,
    count(*) as stays,
    max(case when is_new = 1 then encounter_id end) as first_encounter,
    bool_or(is_new = 1 and is_planned) as is_planned,
    max(case when from_end = 1 then encounter_id end) as encounter_id
  from placed
  group by pid, episode
  union all
  select pid, episode, first_day, last_day, 1, encounter_id, is_planned, encounter_id
  from stay_of_episode
  where is_alone
)
select
  w.*,
  lead(w.first_encounter) over (partition by w.pid order by w.episode nulls last) as return_encounter,
  lead(w.first_day) over (partition by w.pid order by w.episode nulls last) as return_day,
  lead(w.is_planned) over (partition by w.pid order by w.episode nulls last) as is_return_planned
from whole as w
