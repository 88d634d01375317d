"""The rows that a measure's number is counted from, as far as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One row that counts: `unit` tells it from the others (a line and month, a stay), `member` whose it is.

    `places` are its strata in the order of `EvidenceRows.dimensions`.
    """

    unit: str
    member: str | None
    day: date | None
    places: tuple[str, ...]
    numerator: float
    denominator: float


@dataclass(frozen=True, slots=True)
class EvidenceRows:
    """The rows of one measure, at most so many; `total` is how many count."""

    measure: str
    dimensions: tuple[str, ...]
    rows: tuple[EvidenceRow, ...]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether more rows count than are here."""
        return len(self.rows) < self.total
