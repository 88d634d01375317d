"""Periods of service days: closed intervals, either end open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """A closed interval of service days. `None` at an end means that it is open there.

    Raises ValueError when the first day is after the last.
    """

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise ValueError(f"the first day {self.first} is after the last day {self.last}")

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def overlaps(self, other: Period) -> bool:
        """Whether the two periods share a day."""
        return (self.first is None or other.last is None or self.first <= other.last) and (
            other.first is None or self.last is None or other.first <= self.last
        )

    def intersection(self, other: Period) -> Period | None:
        """The days that both periods hold, or None."""
        if not self.overlaps(other):
            return None
        firsts = [day for day in (self.first, other.first) if day]
        lasts = [day for day in (self.last, other.last) if day]
        return Period(max(firsts, default=None), min(lasts, default=None))

    def nearest(self, day: date) -> date:
        """The day itself if the period holds it, else the period's day nearest to it."""
        if self.first and day < self.first:
            return self.first
        if self.last and day > self.last:
            return self.last
        return day

    def __str__(self) -> str:
        if self.first is None and self.last is None:
            return "at all times"
        if self.first is None:
            return f"to {self.last}"
        if self.last is None:
            return f"from {self.first}"
        return f"{self.first} to {self.last}"


ALWAYS = Period()


def day_before(day: date) -> date:
    """The service day before; the calendar's first day has none and gives itself."""
    return max(day, date.min + timedelta(days=1)) - timedelta(days=1)


def day_after(day: date) -> date:
    """The service day after; the calendar's last day, in use for an open end, has none and gives itself."""
    return min(day, date.max - timedelta(days=1)) + timedelta(days=1)
