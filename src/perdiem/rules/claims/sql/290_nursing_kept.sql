-- nursing_kept: one row a standing nursing line of a member for whom limits of nursing hold, with the units that they leave.
-- Visits are taken in order of day, first visits before added hours, then billing order; each keeps as many whole units
-- as every cap leaves after what the visits before it kept: a fold over the visits of one member.
with limited as (
  select distinct s.member_key
  from standing as s
  join c_version as v on v.contract_version = s.contract_version
  where
    s.is_nursing
    and coalesce(
      v.hours_per_day, v.hours_per_week, v.visits_per_day, v.visits_per_week, v.visits_per_year, v.visits_per_course
    ) is not null
),
counted as (
  select
    u.member_key,
    u.seq,
    u.first_day,
    case when u.code = '99601' then 2 else 1 end as hours,
    case when u.code = '99601' then 1 else 0 end as visits,
    cast(floor(u.units_left) as integer) as units,
    u.contract_version
  from line_units as u
  join limited as m on m.member_key = u.member_key
  where u.is_nursing
),
service as (
  select s.member_key, s.seq, s.first_day, s.last_day
  from standing as s
  join (select distinct member_key from counted) as n on n.member_key = s.member_key
  where s.is_therapy or s.is_nursing
),
opened as (
  select
    member_key,
    seq,
    first_day,
    case
      when first_day - 30 > max(last_day) over (
        partition by member_key order by first_day nulls last, seq nulls last
        rows between unbounded preceding and 1 preceding
      ) then 1
      else 0
    end as is_new_course
  from service
),
course as (
  select
    member_key,
    seq,
    cast(sum(is_new_course) over (
      partition by member_key order by first_day nulls last, seq nulls last
      rows between unbounded preceding and current row
    ) as integer) as course
  from opened
),
visit as (
  select
    c.member_key,
    [{
      'day': c.first_day,
      'added': 1 - c.visits,
      'seq': c.seq,
      'course': k.course,
      'hours': c.hours,
      'visits': c.visits,
      'units': c.units,
      'hours_per_day': v.hours_per_day,
      'hours_per_week': v.hours_per_week,
      'visits_per_day': v.visits_per_day,
      'visits_per_week': v.visits_per_week,
      'visits_per_year': v.visits_per_year,
      'visits_per_course': v.visits_per_course,
      'kept': 0
    }] as one
  from counted as c
  join c_version as v on v.contract_version = c.contract_version
  join course as k on k.member_key = c.member_key and k.seq = c.seq
),
walked as (
  select
    member_key,
    list_reduce(
      list_sort(list(one)),
      lambda done, x: list_concat(done, [{
        'day': x[1].day,
        'added': x[1].added,
        'seq': x[1].seq,
        'course': x[1].course,
        'hours': x[1].hours,
        'visits': x[1].visits,
        'units': x[1].units,
        'hours_per_day': x[1].hours_per_day,
        'hours_per_week': x[1].hours_per_week,
        'visits_per_day': x[1].visits_per_day,
        'visits_per_week': x[1].visits_per_week,
        'visits_per_year': x[1].visits_per_year,
        'visits_per_course': x[1].visits_per_course,
        'kept': cast(greatest(0, least(
          x[1].units,
          case
            when x[1].hours_per_day is null or x[1].hours = 0 then x[1].units
            else (x[1].hours_per_day - list_reduce(list_transform(list_filter(done, lambda e: e.day = x[1].day), lambda e: e.kept * e.hours), lambda total, one: total + one, 0)) // x[1].hours
          end,
          case
            when x[1].hours_per_week is null or x[1].hours = 0 then x[1].units
            else (x[1].hours_per_week - list_reduce(list_transform(list_filter(done, lambda e: e.day > x[1].day - 7 and e.day <= x[1].day), lambda e: e.kept * e.hours), lambda total, one: total + one, 0)) // x[1].hours
          end,
          case
            when x[1].visits_per_day is null or x[1].visits = 0 then x[1].units
            else (x[1].visits_per_day - list_reduce(list_transform(list_filter(done, lambda e: e.day = x[1].day), lambda e: e.kept * e.visits), lambda total, one: total + one, 0)) // x[1].visits
          end,
          case
            when x[1].visits_per_week is null or x[1].visits = 0 then x[1].units
            else (x[1].visits_per_week - list_reduce(list_transform(list_filter(done, lambda e: e.day > x[1].day - 7 and e.day <= x[1].day), lambda e: e.kept * e.visits), lambda total, one: total + one, 0)) // x[1].visits
          end,
          case
            when x[1].visits_per_year is null or x[1].visits = 0 then x[1].units
            else (x[1].visits_per_year - list_reduce(list_transform(list_filter(done, lambda e: year(e.day) = year(x[1].day)), lambda e: e.kept * e.visits), lambda total, one: total + one, 0)) // x[1].visits
          end,
          case
            when x[1].visits_per_course is null or x[1].visits = 0 then x[1].units
            else (x[1].visits_per_course - list_reduce(list_transform(list_filter(done, lambda e: e.course = x[1].course), lambda e: e.kept * e.visits), lambda total, one: total + one, 0)) // x[1].visits
          end
        )) as integer)
      }]),
      cast([] as struct(
        day date, added integer, seq integer, course integer, hours integer, visits integer, units integer,
        hours_per_day integer, hours_per_week integer, visits_per_day integer, visits_per_week integer,
        visits_per_year integer, visits_per_course integer, kept integer
      )[])
    ) as done
  from visit
  group by member_key
)
select
  w.member_key,
  e.visit.seq as seq,
  cast(e.visit.kept as decimal(18, 4)) as units_kept
from walked as w
cross join unnest(w.done) as e(visit)
