"""What a synthetic book is asked to be: how many members, which seed, which days, and which rates change when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from perdiem.errors import UsageError

FIRST_DAY, LAST_DAY = date(2025, 1, 1), date(2026, 6, 30)
LEAST_DAYS = 330  # the longest therapy, the way to it, and the 30 days after the last discharge have room in it


@dataclass(frozen=True, slots=True)
class Change:
    """One rate times `factor` from a day on, everywhere or at one contract or site: an effect that is known."""

    rate: str
    factor: float
    first_day: date
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The book that is wanted. Raises UsageError for numbers that no book can have."""

    members: int
    seed: int = 1
    first_day: date = FIRST_DAY
    last_day: date = LAST_DAY
    changes: tuple[Change, ...] = ()
    rates: tuple[tuple[str, float], ...] = ()  # in place of the packaged ones, by name

    def __post_init__(self) -> None:
        if not 1 <= self.members <= 100_000_000:
            raise UsageError(f"--members {self.members}: should be 1 to 100,000,000")
        if self.seed < 0:
            raise UsageError(f"--seed {self.seed}: should not be negative")
        if (self.last_day - self.first_day).days < LEAST_DAYS:
            raise UsageError(
                f"{self.first_day} to {self.last_day}: a synthetic book needs at least {LEAST_DAYS} days, so that "
                "therapies and the 30 days after a discharge have room"
            )


def read_rate(text: str) -> tuple[str, float]:
    """`hospital_price_spread=0.5`: a rate and its value, zero or more. Raises UsageError."""
    name, equals, value = text.partition("=")
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not equals or not 0 <= number < float("inf"):
        raise UsageError(f"--set {text!r}: write it as RATE=VALUE, such as occlusion=1.2; the value is not negative")
    return name.strip(), number


def read_change(text: str) -> Change:
    """`occlusion_to_emergency=0.5@2026-01-01` or the same with `@C01` at its end. Raises UsageError."""
    name, equals, rest = text.partition("=")
    parts = rest.split("@")
    advice = "write it as RATE=FACTOR@DAY or RATE=FACTOR@DAY@PLACE, such as occlusion=0.5@2026-01-01@C01"
    if not equals or len(parts) not in {2, 3}:
        raise UsageError(f"--change {text!r}: {advice}")
    try:
        change = Change(name, float(parts[0]), date.fromisoformat(parts[1]), parts[2] if len(parts) == 3 else None)
    except ValueError:
        raise UsageError(f"--change {text!r}: {advice}") from None
    if not 0 <= change.factor <= 100:
        raise UsageError(f"--change {text!r}: the factor should be 0 to 100")
    return change
