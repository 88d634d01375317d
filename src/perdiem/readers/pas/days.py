"""Days and instants as FHIR writes them."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime


def first_day(text: str | None) -> date | None:
    """The first day of a date that may be a year, a month or an instant (then the day as written there)."""
    parts = _parts(text)
    return date(parts[0], parts[1] or 1, parts[2] or 1) if parts else None


def last_day(text: str | None) -> date | None:
    """The last day of a date that may be a year, a month or an instant."""
    parts = _parts(text)
    if not parts:
        return None
    month = parts[1] or 12
    return date(parts[0], month, parts[2] or calendar.monthrange(parts[0], month)[1])


def instant(text: str | None) -> datetime | None:
    """An instant with its zone, in UTC; None where it is no whole instant."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def _parts(text: str | None) -> tuple[int, int, int] | None:
    """Year, month and day, with 0 for what is not given; None for what is no day of the calendar."""
    numbers = (text or "").split("T", 1)[0].split("-")
    try:
        year, month, day = (*(int(number) for number in numbers), 0, 0)[:3]
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return year, month, day
