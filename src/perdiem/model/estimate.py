"""An estimate of impact: what adopting recommendations costs and saves, with its doubts and its assumptions.

Savings are positive, added spending is negative, in US dollars of `price_year` where nothing else is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Range:
    """A figure and what the draws say of it: mean, median, the 5th and 95th of 100, and the share above zero."""

    value: float
    mean: float
    median: float
    low: float
    high: float
    share_above_zero: float


@dataclass(frozen=True, slots=True)
class PaymentPart:
    """One recommendation's part of what payments change by over the book's days, in USD; None: not divided."""

    number: int
    paid: Decimal | None
    member: Decimal | None


@dataclass(frozen=True, slots=True)
class OutsideShare:
    """Lines that the contract is not about: what refuses them, how many, and their charges in USD."""

    edit: str
    words: str
    lines: int
    charge: Decimal


@dataclass(frozen=True, slots=True)
class PaymentSide:
    """The book's claims decided under the contract and under the amended one; exact, over the book's days, in USD.

    `parts` divide the difference by recommendation as `method` says; `adjudications` counts how often claims were
    decided to know it, and `adjudicated_lines` how many lines in all. `lines_paid`, `charge` and `outside` are under
    the contract as it is: how many lines it pays, what was charged, and what of that is not this contract's business.
    """

    lines: int
    lines_changed: int
    paid_before: Decimal
    paid_after: Decimal
    member_before: Decimal
    member_after: Decimal
    parts: tuple[PaymentPart, ...]
    method: str
    adjudications: int
    adjudicated_lines: int
    balanced: bool
    notes: tuple[str, ...]
    lines_paid: int | None = None
    charge: Decimal = Decimal(0)
    outside: tuple[OutsideShare, ...] = ()

    @property
    def paid(self) -> Decimal:
        """By how much the payor pays more."""
        return self.paid_after - self.paid_before

    @property
    def member(self) -> Decimal:
        """By how much the members owe more."""
        return self.member_after - self.member_before


@dataclass(frozen=True, slots=True)
class BookSpan:
    """The days of the book, and what one year has of them."""

    first: date
    last: date
    days: int
    years: float


@dataclass(frozen=True, slots=True)
class Assumption:
    """One figure that the estimate rests on, as it was used; `value` and its range are in dollars of the price year."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    stated_value: float | None
    distribution: str
    unit: str
    price_year: int | None
    origin: str
    citation: str
    note: str


@dataclass(frozen=True, slots=True)
class LeverResult:
    """What one lever comes to in a year of full effect, without payments.

    `state` is `counted`, `zero` (its effect is not known and counts as nothing) or `not estimated` (a figure that it
    needs is missing); `why` says which. `volume` and `removed` are units a year, `saved` USD by perspective.
    """

    name: str
    title: str
    recommendations: tuple[int, ...]
    unit: str
    volume_formula: str
    share_formulas: tuple[tuple[int, str], ...]
    saving_formulas: tuple[tuple[str, str], ...]
    says: str
    limits: str
    state: str
    why: str
    volume: float
    removed: float
    saved_payor: float
    saved_provider: float
    saved_member: float


@dataclass(frozen=True, slots=True)
class YearResult:
    """One year: what payments change by, what outcomes save, what a programme pays, and all together, in USD."""

    year: int
    uptake: float
    payments: float
    outcomes: Range
    net: Range
    cumulative: Range
    fan: tuple[float, ...]
    programme: float = 0.0


@dataclass(frozen=True, slots=True)
class Contribution:
    """One recommendation's part of the whole horizon, in USD; together they are the total."""

    number: int
    title: str
    payments: float
    outcomes: float
    net: Range
    note: str
    programme: float = 0.0


@dataclass(frozen=True, slots=True)
class ProgrammePayment:
    """What a programme for parenteral nutrition pays providers more in a year of full effect, in USD, expected.

    `at_stake` is what reaching every target would pay all of them (nothing for a shared saving); `per_diems` are USD
    a year of PN per diems, `patients` those of the programme's period. `more` is the amended contract's programme less
    the contract's own, with the doubt about providers' true results; `years` are the same by year of the horizon.
    """

    providers: int
    scored: int
    patients: int
    per_diems: float
    at_stake: float
    more: Range
    years: tuple[float, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Swing:
    """The total when one figure alone takes the low and the high end of its 95% interval, in USD over the horizon."""

    parameter: str
    low: float
    high: float
    total_at_low: float
    total_at_high: float

    @property
    def width(self) -> float:
        """How far the two totals lie apart."""
        return abs(self.total_at_high - self.total_at_low)


@dataclass(frozen=True, slots=True)
class Threshold:
    """The value of one figure from which on its recommendations pay for themselves; None: there is none."""

    lever: str
    recommendations: tuple[int, ...]
    parameter: str
    used: float
    break_even: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """What adopting recommendations costs and saves over a horizon, for one perspective, and for all three in total.

    `warnings` say why its payments may be about little or nothing; they are read before any figure. `payments_a_year`
    is what payments save in a year to come, its members being a sample; None: they were taken as the book's own.
    """

    contract: str
    contract_file: str
    adopted: tuple[int, ...]
    perspective: str
    horizon: int
    money: str
    price_year: int
    draws: int
    seed: int
    scenario: str
    scenario_file: str
    inflation: str
    span: BookSpan
    member_months: float | None
    payment: PaymentSide
    total: Range
    per_member_month: Range | None
    totals_by_perspective: tuple[tuple[str, float], ...]
    years: tuple[YearResult, ...]
    contributions: tuple[Contribution, ...]
    levers: tuple[LeverResult, ...]
    tornado: tuple[Swing, ...]
    thresholds: tuple[Threshold, ...]
    assumptions: tuple[Assumption, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    payments_a_year: Range | None = None
    programme: ProgrammePayment | None = None
