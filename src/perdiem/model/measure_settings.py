"""What can be set about measuring. Each figure that no rule fixes is a setting with a default and its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Assumption:
    """A share, 0 to 1, that is assumed and not measured: the likely one, and the low and high that are possible."""

    likely: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MeasureSettings:
    """Settings of a run.

    `confidence` is of every interval. Values that rest on 1 to `suppress_below` - 1 people or events are withheld, as
    CMS withholds cells of 1 to 10; 0 withholds none. `proxies` lets claims stand in where clinical tables are missing.
    """

    confidence: float = 0.95
    suppress_below: int = 11  # CMS cell-size policy: no cell of 1 to 10
    proxies: bool = True
    age_bands: tuple[int, ...] = (0, 18, 45, 65, 80)  # first years of the bands; no rule fixes them
    data_end: date | None = None  # None: the last day that the book's records name
    readmission_days: int = 30  # CMS hospital-wide readmission
    readmission_run_out_days: int = 30  # index stays that end later cannot be followed (B21)
    infection_definition: str | None = None  # None: the strictest that the book's events name; never mixed (B13, B14)
    expedited_hours: int = 72  # CMS-0057-F, from 2026-01-01
    standard_days: int = 7  # CMS-0057-F, from 2026-01-01
    least_service_days: int = 7  # NHIF: benchmark-eligible from the seventh day on service (B18)
    therapy_gap_days: int = 7  # days without a service that do not end a therapy; no rule fixes them
    pn_start_days: int = 3  # PN begun so many days after a discharge makes the stay one of a PN patient
    picc_otherwise_hopd: Assumption | None = None  # None: as the book's other PICC placements fall
    picc_otherwise_admitted: Assumption | None = None  # None: as the book's other PICC placements fall
