"""Days that lie far from all others of a book: a slip of the pen in one of them makes a line lie for a century."""

from __future__ import annotations

from collections import Counter
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
    """By table, the days of years far from the middle year of all days of the book.

    Such rows count as they stand; whoever reads the result is told. The middle is that of all tables together, so that
    one small table of old records is seen too.
    """
    found: dict[str, Counter[int]] = {}
    for name, columns in DAYS.items():
        for column in columns if book.has(name) else ():
            rows = book.engine.run(f"SELECT year({column}), count(*) FROM in_{name} GROUP BY 1").fetchall()
            found.setdefault(name, Counter()).update({int(year): int(days) for year, days in rows if year is not None})
    middle = _middle(sum(found.values(), Counter()))
    far = {
        name: {year: days for year, days in years.items() if not middle - YEARS_BEFORE <= year <= middle + YEARS_AFTER}
        for name, years in found.items()
    }
    return {name: FarDays(sum(years.values()), tuple(sorted(years))) for name, years in far.items() if years}


def _middle(years: Counter[int]) -> int:
    """The year that half of the days are not after; 0 where there are none."""
    passed = 0
    for year in sorted(years):
        passed += years[year]
        if 2 * passed >= years.total():
            return year
    return 0
