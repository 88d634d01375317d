"""A programme tried before it is signed: how often chance alone pays, how often a true improvement is seen.

The number of events of one measure is binomial of its denominator, or Poisson over its days; measures are taken as
independent of each other. Probabilities are exact sums over every possible count; only a shared saving, which adds
measures up in dollars, is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from perdiem.codes import CodeSets
from perdiem.errors import UsageError
from perdiem.model.contract import Contract
from perdiem.model.programme import Chance, Programme, ProgrammeSimulation, ScoredMeasure, SizeOutcome
from perdiem.rules.coverage import rates_of
from perdiem.rules.impact.programme.payment import earned, paid, possible
from perdiem.rules.impact.programme.score import CONFIDENCE
from perdiem.rules.impact.programme.terms import checked
from perdiem.rules.impact.uncertainty import generator
from perdiem.rules.measures.statistics import garwood

SIZES = (10, 20, 50, 100, 200, 500)
DRAWS, SEED = 20_000, 20_260
PER_DIEM_CODES = ("S9366", "S9365", "S9367", "S9368", "S9364")
EVENTS_BEYOND = 8  # standard deviations above the mean: what lies beyond adds less than one in a million


@dataclass(frozen=True)
class Exposure:
    """What one patient brings in the period: days on PN, discharges from hospital, and blocked catheters."""

    days: float = 223_493 / 1_046
    discharges: float = 1.0
    occlusions_per_1000_days: float = 0.83

    def words(self) -> tuple[str, ...]:
        """Each figure with its source."""
        usual = Exposure()
        return (
            f"{self.days:.0f} days on PN a patient"
            + (
                " (Ross 2016, Sustain registry: 223,493 days of 1,046 patients, 2011-14)"
                if self.days == usual.days
                else ""
            ),
            f"{self.discharges:g} discharges a patient" + (" (assumed)" if self.discharges == usual.discharges else ""),
            f"{self.occlusions_per_1000_days:g} blocked catheters per 1,000 days"
            + (" (Moureau 2002, 1999-2000)" if self.occlusions_per_1000_days == usual.occlusions_per_1000_days else ""),
        )

    def denominator(self, measure: ScoredMeasure, patients: int) -> float:
        """What a provider of so many patients has in the denominator of a measure."""
        if measure.kind == "rate":
            return self.days * patients
        if measure.name.startswith("readmission"):
            return self.discharges * patients
        return self.days * patients / 1000 * self.occlusions_per_1000_days


def per_diem_of(contract: Contract, sets: CodeSets) -> float | None:
    """What the contract pays for a day of PN, by its most usual band; None where it has no such rate in dollars."""
    for code in PER_DIEM_CODES:
        for _, rate in rates_of(contract, sets, code):
            amount = contract.amount_of(rate)
            if amount is not None:
                return float(amount)
    return None


def simulate_programme(
    programme: Programme,
    per_diem: float,
    *,
    sizes: Sequence[int] = SIZES,
    exposure: Exposure | None = None,
    asked: Mapping[str, float] | None = None,
    seed: int = SEED,
) -> ProgrammeSimulation:
    """What providers of several sizes can expect, with true results at the baseline, at the target, and as asked.

    `asked` gives true results by measure, in its unit; a measure that it leaves out is at its target. `per_diem` is USD
    a day. Raises UsageError for a programme that cannot be scored, a name that is no measure of it, a result
    that it cannot have, or a size below 1.
    """
    checked(programme)
    names = [measure.name for measure in programme.measures]
    if unknown := [name for name in asked or {} if name not in names]:
        raise UsageError(f"{unknown[0]!r} is no measure of the programme; it has {', '.join(names)}")
    for measure in programme.measures:
        result = (asked or {}).get(measure.name, 0.0)
        if not 0 <= result <= (measure.scale if measure.kind == "proportion" else inf):
            raise UsageError(f"{measure.name} cannot be {result:g}; it goes from 0 to {measure.scale} {measure.unit}")
    if any(size < 1 for size in sizes):
        raise UsageError("a provider has at least one patient")
    used = exposure or Exposure()
    outcomes = tuple(_size(programme, per_diem, size, used, asked, seed) for size in sizes)
    notes = [*programme.notes, "Measures are taken as independent, and patients as alike: real ones vary more."]
    if any(measure.baseline is None for measure in programme.measures):
        notes.append("A measure without a baseline: what chance alone pays cannot be said of the whole.")
    return ProgrammeSimulation(programme, per_diem * used.days, used.words(), outcomes, DRAWS, seed, tuple(notes))


@dataclass(frozen=True)
class Counts:
    """One measure at one true result: every count with its probability, what it earns, and the results themselves."""

    probability: Any
    earned: Any
    value: Any

    @property
    def pays(self) -> float:
        """How often anything is earned."""
        return float(self.probability[self.earned > 0].sum())

    @property
    def meets(self) -> float:
        """How often the target is met."""
        return float(self.probability[self.earned >= 1].sum())

    @property
    def mean(self) -> float:
        """The mean of what is earned, 0 to 1."""
        return float((self.probability * self.earned).sum())


def counts_at(measure: ScoredMeasure, programme: Programme, denominator: float, true: float) -> Counts:
    """Every count of one measure at one true result. Raises UsageError for a share above the whole."""
    import numpy as np
    from scipy.stats import binom, poisson  # type: ignore[import-untyped]  # it ships no types
    from statsmodels.stats.proportion import proportion_confint  # type: ignore[import-untyped]  # it ships no types

    if measure.kind == "proportion":
        trials, share = max(round(denominator), 1), true / measure.scale
        if not 0 <= share <= 1:
            raise UsageError(f"{measure.name}: {true:g} {measure.unit} is no share of a whole")
        events = np.arange(trials + 1)
        probability = binom.pmf(events, trials, share)
        per = measure.scale / trials
        low, high = (bound * measure.scale for bound in proportion_confint(events, trials, 1 - CONFIDENCE, "wilson"))
    else:
        mean = true / measure.scale * denominator
        events = np.arange(int(mean + EVENTS_BEYOND * (mean**0.5 + 1)) + 2)
        probability = poisson.pmf(events, mean)
        per = measure.scale / denominator
        low, high = (bound * per for bound in garwood(events.astype(float), CONFIDENCE))
    value = events * per
    return Counts(probability, earned(measure, programme, value, np.asarray(low), np.asarray(high)), value)


def _size(
    programme: Programme,
    per_diem: float,
    patients: int,
    exposure: Exposure,
    asked: Mapping[str, float] | None,
    seed: int,
) -> SizeOutcome:
    sizes = {measure.name: exposure.denominator(measure, patients) for measure in programme.measures}
    enough = [measure for measure in programme.measures if sizes[measure.name] >= measure.least_count]
    targets = {measure.name: measure.target for measure in programme.measures}
    baselines = {measure.name: measure.baseline for measure in programme.measures if measure.baseline is not None}
    wanted = {**targets, **asked} if asked else None

    def at(true: Mapping[str, float]) -> dict[str, Counts]:
        return {m.name: counts_at(m, programme, sizes[m.name], true[m.name]) for m in enough if m.name in true}

    by_chance, on_target, as_asked = at(baselines), at(targets), at(wanted) if wanted else {}
    chances = []
    for measure in programme.measures:
        is_enough = measure in enough
        every = [
            each[measure.name].meets if measure.name in each else None for each in (by_chance, on_target, as_asked)
        ]
        chances.append(
            Chance(measure.name, sizes[measure.name], every[0], every[1] or 0.0, every[2],
                   wanted[measure.name] if wanted else None, is_enough)
        )  # fmt: skip
    scored = patients >= programme.least_patients and bool(enough)
    per_diems = per_diem * exposure.days * patients

    def whole(counts: dict[str, Counts]) -> tuple[float, float]:
        if not scored or len(counts) < len(enough):
            return 0.0, 0.0
        return _payment(programme, counts, per_diems, patients, sizes, seed)

    chance_known = len(by_chance) == len(enough)
    paid_chance, mean_chance = whole(by_chance)
    paid_target, mean_target = whole(on_target)
    paid_asked, mean_asked = whole(as_asked) if wanted else (None, None)
    return SizeOutcome(
        patients=patients, is_scored=scored, chances=tuple(chances),
        paid_by_chance=paid_chance if chance_known else None, paid_if_on_target=paid_target, paid_at_asked=paid_asked,
        expected_by_chance=mean_chance if chance_known else None, expected_if_on_target=mean_target,
        expected_at_asked=mean_asked,
        most=0.0 if programme.pays == "shared_saving" else possible(programme, per_diems, patients),
    )  # fmt: skip


def _payment(
    programme: Programme, counts: Mapping[str, Counts], per_diems: float, patients: int, sizes: Mapping[str, float],
    seed: int,
) -> tuple[float, float]:  # fmt: skip
    """The probability that anything is earned, and the mean payment in USD."""
    weights = {measure.name: measure.weight for measure in programme.measures if measure.name in counts}
    total = sum(weights.values())
    if programme.pays == "shared_saving":
        return _shared(programme, counts, per_diems, patients, sizes, seed)
    if not total:
        return 0.0, float(paid(programme, per_diems, patients, 0.0, {}, {}))
    if programme.scale == "all_or_nothing":
        chance = 1.0
        for each in counts.values():
            chance *= each.meets
        return chance, float(paid(programme, per_diems, patients, chance, {}, {}))
    nothing = 1.0
    for name, each in counts.items():
        nothing *= 1 - each.pays if weights[name] else 1.0
    mean = sum(each.mean * weights[name] / total for name, each in counts.items())
    return 1 - nothing, float(paid(programme, per_diems, patients, mean, {}, {}))


def _shared(
    programme: Programme, counts: Mapping[str, Counts], per_diems: float, patients: int, sizes: Mapping[str, float],
    seed: int,
) -> tuple[float, float]:  # fmt: skip
    random = generator(seed)
    drawn = {
        name: random.choice(each.value, DRAWS, p=each.probability / each.probability.sum())
        for name, each in sorted(counts.items())
    }
    amounts = paid(programme, per_diems, patients, 0.0, drawn, sizes)
    return float((amounts > 0).mean()), float(amounts.mean())


def shared_saving(
    programme: Programme, counts: Mapping[str, Counts], per_diems: float, patients: int, sizes: Mapping[str, float]
) -> float:
    """The mean payment of a shared saving in USD, drawn from the simulation's seed."""
    return _shared(programme, counts, per_diems, patients, sizes, SEED)[1]
