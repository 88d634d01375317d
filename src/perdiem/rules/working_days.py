"""Working days between two days: Mondays to Fridays that are no public holiday."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)
SATURDAY = 5  # of `weekday`
NO_HOLIDAYS = "none"
CALENDAR = "US"  # by which claims count: they know no settings; the default of the setting `holidays` too
LONGEST_COUNT = 5 * 366  # calendar days; the contract's longest term is 60 working days, so more is late for sure


@lru_cache(maxsize=512)
def holidays_of(calendar: str, year: int) -> frozenset[date]:
    """The public holidays of a year: of `US` (federal), of a state such as `US-OH`, or `none`.

    Days on which a holiday is observed instead count as holidays.
    """
    if calendar == NO_HOLIDAYS:
        return frozenset()
    import holidays

    country, _, state = calendar.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=state or None, years=year))


def holidays_on_weekdays(calendar: str, years: Iterable[int]) -> list[date]:
    """The public holidays of some years that take away a working day, in order."""
    return sorted(day for year in years for day in holidays_of(calendar, year) if day.weekday() < SATURDAY)


def is_working_day(day: date, calendar: str) -> bool:
    """Whether offices are open on the day."""
    return day.weekday() < SATURDAY and day not in holidays_of(calendar, day.year)


def working_days(start: date, end: date, calendar: str) -> int:
    """Working days after `start` up to and with `end`; 0 where `end` is not later."""
    last = min(end, start + timedelta(days=LONGEST_COUNT))
    return sum(is_working_day(start + n * ONE_DAY, calendar) for n in range(1, (last - start).days + 1))


def first_day_in_time(asked: date, most: int, calendar: str) -> date:
    """The earliest start of service that a request of the day `asked` still reaches, within `most` working days."""
    day = asked
    while working_days(day - ONE_DAY, asked, calendar) <= most:
        day -= ONE_DAY
    return day
