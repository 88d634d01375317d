"""Days that lie far from all others of a book: a slip of the pen in one of them makes a line lie for a century."""

from __future__ import annotations

from dataclasses import dataclass

from perdiem.engine.book import Book

# the days that say when something began and ended; a person's and a contract's own dates may be of any year
DAYS = {
    "claim_line": ("claim_line_start_date",),
    "encounter": ("encounter_start_date", "encounter_end_date"),
    "prescription": ("start_date",),
    "dispense": ("dispense_date",),
    "administration": ("administration_date",),
    "catheter": ("placed_date", "removed_date"),
    "catheter_event": ("event_date",),
    "referral": ("referral_date", "start_of_care_date"),
    "survey_response": ("survey_date",),
    "outcome_report": ("report_date",),
}
YEARS_BEFORE, YEARS_AFTER = 10, 3  # of the year in the middle: a port may lie for years, and data come in late


@dataclass(frozen=True, slots=True)
class FarDays:
    """How many days of a table are of years far from the middle one, and of which."""

    days: int
    years: tuple[int, ...]


def far_days(book: Book) -> dict[str, FarDays]:
    """By table, the days of years far from the middle year of all days of the book: half of them are not after it.

    Such rows count as they stand; whoever reads the result is told. The middle is that of all tables together, so that
    one small table of old records is seen too. The tables are those of `show_tables`, which has the empty ones too.
    """
    return {name: FarDays(int(days), tuple(years)) for name, days, years in book.engine.run(_FAR).fetchall()}


_YEARS = " union all ".join(
    f"select '{name}' as name, year({column}) as year, count(*) as days from in_{name} "
    f"where {column} is not null group by all"
    for name, columns in DAYS.items()
    for column in columns
)
_FAR = f"""
with known as (
  {_YEARS}
),
passed as (
  select year, sum(sum(days)) over (order by year) as until_then, sum(sum(days)) over () as total
  from known
  group by year
),
middle as (
  select min(year) as year from passed where 2 * until_then >= total
)
select k.name, sum(k.days), list(distinct k.year order by k.year)
from known as k
cross join middle as m
where k.year not between m.year - {YEARS_BEFORE} and m.year + {YEARS_AFTER}
group by k.name
order by k.name
"""
