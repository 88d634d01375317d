"""The value-based programme for parenteral nutrition, worked out: its rules, a provider's result, a simulation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ScoredMeasure:
    """One measure of a programme as it is scored.

    `kind` is `proportion` (events of units) or `rate` (events over days); figures are in `unit`, of which one event in
    one unit of the denominator makes `scale`. `weight` is a share of all weights, 0 to 1.
    """

    name: str
    title: str
    kind: str
    unit: str
    scale: int
    counts: str
    is_lower_better: bool
    target: float
    baseline: float | None
    weight: float
    least_count: int
    event_saving: Decimal


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme as the contract states it; `problems` say what keeps it from being scored.

    `pays` is bonus, shared_saving or withhold: `percent` of the PN per diems (of the saving, for a shared one) or
    `amount` USD a patient, at most `most` percent of the PN per diems.
    """

    contract: str
    file: str
    measures: tuple[ScoredMeasure, ...]
    pays: str
    percent: Decimal | None
    amount: Decimal | None
    scale: str
    met_by: str
    most: Decimal | None
    period_months: int
    least_patients: int
    adjusted_for: tuple[str, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeasureScore:
    """One provider's result of one measure. `earned` is 0 to 1, None where it is not scored: `why` says."""

    measure: str
    title: str
    unit: str
    numerator: float | None
    denominator: float | None
    crude: float | None
    value: float | None
    lower: float | None
    upper: float | None
    target: float
    baseline: float | None
    earned: float | None
    earned_at_best: float | None
    earned_at_worst: float | None
    standing: str
    why: str


@dataclass(frozen=True, slots=True)
class ProviderScore:
    """One provider's result and payment over the period, in USD; None where it is not scored: `why` says.

    `payment` is what the programme pays beyond the per diems: a bonus, a share of savings, or, for a withhold, what
    comes back of it less what was kept (zero or below). `low` and `high` are the payments if every result lay at the
    unfavorable and at the favorable end of its interval.
    """

    site: str
    patients: int
    per_diems: Decimal
    measures: tuple[MeasureScore, ...]
    earned: float | None
    payment: Decimal | None
    low: Decimal | None
    high: Decimal | None
    why: str


@dataclass(frozen=True, slots=True)
class ProgrammeScore:
    """The programme scored over a period, one row a provider."""

    programme: Programme
    since: date
    until: date
    confidence: float
    providers: tuple[ProviderScore, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chance:
    """One measure for a provider of some size: how often the target is reached, by what its true result is.

    `by_chance` is with a true result at the baseline, `if_on_target` with one at the target; None where the contract
    has no baseline. `is_enough` says whether the denominator is enough to be scored.
    """

    measure: str
    denominator: float
    by_chance: float | None
    if_on_target: float
    at_asked: float | None
    asked: float | None
    is_enough: bool


@dataclass(frozen=True, slots=True)
class SizeOutcome:
    """What a provider of so many patients can expect: chances by measure, and of payment as a whole.

    `paid_by_chance` is the probability of any payment with every true result at its baseline, `paid_if_on_target` with
    each at its target; `expected_*` the mean payment in USD, `expected_share_*` the mean share of what can be earned.
    """

    patients: int
    is_scored: bool
    chances: tuple[Chance, ...]
    paid_by_chance: float | None
    paid_if_on_target: float
    paid_at_asked: float | None
    expected_by_chance: float | None
    expected_if_on_target: float
    expected_at_asked: float | None
    most: float


@dataclass(frozen=True, slots=True)
class ProgrammeSimulation:
    """A programme before it is signed, for providers of several sizes.

    `assumed` are the exposures a patient that sizes become denominators by, in words with their sources.
    """

    programme: Programme
    per_diem_year: float
    assumed: tuple[str, ...]
    sizes: tuple[SizeOutcome, ...]
    draws: int
    seed: int
    notes: tuple[str, ...]
