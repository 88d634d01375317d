"""What the same drug is paid at each site of care, and what a move would save."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

SITES = ("home", "suite", "office", "hospital", "emergency", "inpatient", "elsewhere", "any")
"""Where a service was given, or what site a published rate is for; `any` is of a rate that names none."""


@dataclass(frozen=True, slots=True)
class SitePrice:
    """One code at one site, USD a unit: how many amounts, and their spread.

    `amounts` counts lines of a book, or published rates; `units` are those of the lines, None for published rates.
    """

    code: str
    name: str
    site: str
    amounts: int
    units: Decimal | None
    mean: Decimal
    median: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class SiteMove:
    """One drug that hospitals are paid more for than another site: the difference, and what a move would save, in USD.

    `saving` is of the share moved, None where units are not known. `ratio` is hospital over the other site.
    """

    code: str
    name: str
    to: str
    hospital: Decimal
    other: Decimal
    ratio: Decimal
    hospital_units: Decimal | None
    saving: Decimal | None


@dataclass(frozen=True, slots=True)
class TherapyDay:
    """All that a day of therapy with one drug is allowed at one site, USD a day, by what it is for.

    `days` are those of a book's members who had that one drug there in a month, None for published rates.
    """

    code: str
    name: str
    site: str
    members: int | None
    days: int | None
    drug: Decimal
    per_diem: Decimal
    visits: Decimal
    supplies: Decimal
    infusion: Decimal

    @property
    def total(self) -> Decimal:
        """The whole of a day."""
        return self.drug + self.per_diem + self.visits + self.supplies + self.infusion


@dataclass(frozen=True, slots=True)
class DayMove:
    """One drug whose whole day is allowed more in hospital than at another site; `saving` as for a SiteMove."""

    code: str
    name: str
    to: str
    hospital: Decimal
    other: Decimal
    ratio: Decimal
    hospital_days: int | None
    saving: Decimal | None


@dataclass(frozen=True, slots=True)
class Dose:
    """What a day of therapy is made of where only rates are known: units of the drug, and the per diem beside it."""

    code: str
    units: Decimal
    per_diem: str


@dataclass(frozen=True, slots=True)
class SiteOfCare:
    """Prices by code and site, the moves that they suggest, the same for whole days, and what to read with them.

    `source` is `book` (allowed amounts of claims) or `rates` (published rates); `moved` is the share moved, 0 to 1.
    """

    source: str
    moved: Decimal
    prices: tuple[SitePrice, ...]
    moves: tuple[SiteMove, ...]
    saving: Decimal | None
    notes: tuple[str, ...]
    days: tuple[TherapyDay, ...] = ()
    day_moves: tuple[DayMove, ...] = ()
