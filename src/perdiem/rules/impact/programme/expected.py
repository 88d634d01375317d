"""What a programme can be expected to pay in a year at the volumes of a book's own providers, and its doubt.

A provider's true result is not known: it is in doubt by his own events (beta or gamma, Jeffreys' prior). For a true
result the expected payment is an exact sum over every count that could be seen, as in the simulation; chance of a
single year is not in it. What the programme prevents makes true results better first, and these are then paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from perdiem.codes import CodeSets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import literal
from perdiem.model.contract import Contract
from perdiem.model.estimate import BookSpan
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import Dimension, Scorecard
from perdiem.model.programme import Programme, ScoredMeasure
from perdiem.rules.impact.programme.payment import paid, possible
from perdiem.rules.impact.programme.score import CONFIDENCE, PN, measure_score, months_before
from perdiem.rules.impact.programme.simulate import Counts, Exposure, counts_at, shared_saving
from perdiem.rules.impact.programme.terms import programme_of
from perdiem.rules.measures.measure import measure

if TYPE_CHECKING:
    import numpy as np

MEASURES = "impact_programme"
POINTS = 25  # true results at which the sum is made; between them it is interpolated
SHARED_RESULTS = 100  # true results for which a shared saving is drawn
PRIOR = 0.5  # Jeffreys'
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class TrueResult:
    """What is known of a provider's true result of one measure: its value in the measure's unit, and its events.

    `size` is the denominator of the programme's period. Without `events` the value is certain: the contract's baseline.
    """

    value: float
    size: float
    events: float | None = None
    counted: float = 0.0
    factor: float = 1.0

    def drawn(self, scored: ScoredMeasure, count: int, random: np.random.Generator) -> Any:
        """Draws of the true result."""
        import numpy as np

        if self.events is None:
            return np.full(count, self.value)
        if scored.kind == "proportion":
            shares = random.beta(self.events + PRIOR, self.counted - self.events + PRIOR, count)
            return np.minimum(shares * self.factor, 1.0) * scored.scale
        return random.gamma(self.events + PRIOR, 1 / self.counted, count) * scored.scale * self.factor


@dataclass(frozen=True)
class Provider:
    """A provider of parenteral nutrition in the programme's period: patients, PN per diems in USD, true results."""

    site: str
    patients: int
    per_diems: float
    results: Mapping[str, TrueResult]


@dataclass(frozen=True)
class ExpectedProgramme:
    """A programme at the volumes of the book's providers. `notes` say what its results are and what is missing."""

    programme: Programme
    providers: tuple[Provider, ...]
    notes: tuple[str, ...]

    def drawn(self, count: int, random: np.random.Generator) -> list[dict[str, Any]]:
        """For each provider, draws of his true results by measure."""
        kinds = {each.name: each for each in self.programme.measures}
        return [
            {name: result.drawn(kinds[name], count, random) for name, result in provider.results.items()}
            for provider in self.providers
        ]

    def values(self) -> list[dict[str, float]]:
        """For each provider, his results as they are known."""
        return [{name: result.value for name, result in each.results.items()} for each in self.providers]

    def yearly(self, true: Iterable[Mapping[str, Any]], prevented: Mapping[str, Any]) -> Any:
        """What it pays all providers in a year, USD, with these true results; `prevented` is the share of events less.

        One value for single results, an array for draws.
        """
        total: Any = 0.0
        for provider, results in zip(self.providers, true, strict=True):
            better = {name: result * (1 - prevented.get(name, 0.0)) for name, result in results.items()}
            total = total + _expected(self.programme, provider, better)
        return total * (MONTHS_A_YEAR / self.programme.period_months)


def expected_programme(
    contract: Contract, file: str, book: Book, sets: CodeSets, span: BookSpan, decided: str
) -> ExpectedProgramme | str | None:
    """The contract's programme with the book's providers; None where it has none, a sentence where it cannot be paid.

    `decided` names the table of decided lines that PN per diems are taken from.
    """
    if not contract.pn_programme.measures:
        return None
    programme = programme_of(contract, file)
    if programme.problems:
        return f"the programme cannot be scored: {'; '.join(programme.problems)}"
    period = programme.period_months / MONTHS_A_YEAR / span.years
    since = max(span.first, months_before(span.last, programme.period_months))
    rows = book.engine.run(
        "SELECT billing_npi, count(DISTINCT CASE WHEN claim_line_start_date >="
        f" {literal(str(since))} THEN member_id END), CAST(coalesce(sum(allowed_amount), 0) AS DOUBLE) FROM {decided}"
        f" WHERE therapy = {literal(PN)} AND disposition = 'paid' AND billing_npi IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    if not rows:
        return "no line of parenteral nutrition is paid"
    card = _measured(programme, book, sets, span.first, span.last)
    providers, lacking = [], set()
    for site, patients, per_diems in rows:
        results = {}
        for each in programme.measures:
            found = _result(programme, each, card, str(site), int(patients), period)
            if found is None:
                lacking.add(each.title)
            else:
                results[each.name] = found
        providers.append(Provider(str(site), int(patients), float(per_diems) * period, results))
    return ExpectedProgramme(programme, tuple(providers), tuple(_notes(programme, providers, lacking)))


def _measured(programme: Programme, book: Book, sets: CodeSets, since: date, until: date) -> Scorecard:
    by = (Dimension.SITE, Dimension.THERAPY, *(Dimension(each) for each in programme.adjusted_for))
    settings = MeasureSettings(confidence=CONFIDENCE, suppress_below=0)
    names = list(dict.fromkeys(each.name for each in programme.measures))
    return measure(
        book, by=by, since=since, until=until, settings=settings, measures=names, sets=sets, schema=MEASURES
    )  # fmt: skip


def _result(
    programme: Programme, scored: ScoredMeasure, card: Scorecard, site: str, patients: int, period: float
) -> TrueResult | None:
    """The provider's own result, else the contract's baseline at the usual exposure; None: nothing is known of it."""
    own = measure_score(programme, scored, card, site)
    if own.denominator and own.numerator is not None:
        crude = own.crude if own.crude is not None else own.numerator / own.denominator * scored.scale
        factor = own.value / own.crude if own.value and own.crude else 1.0
        return TrueResult(crude * factor, own.denominator * period, own.numerator, own.denominator, factor)
    if scored.baseline is None or not patients:
        return None
    return TrueResult(scored.baseline, Exposure().denominator(scored, patients))


def _notes(programme: Programme, providers: list[Provider], lacking: set[str]) -> Iterable[str]:
    results = [result for each in providers for result in each.results.values()]
    own = sum(result.events is not None for result in results)
    yield (
        f"{own} of {len(providers) * len(programme.measures)} results of providers are the book's own;"
        f" {len(results) - own} are the contract's baseline."
    )
    if lacking:
        yield f"Of some provider nothing is known of {', '.join(sorted(lacking))}: its weight goes to other measures."
    small = sum(each.patients < programme.least_patients for each in providers)
    if small:
        yield (
            f"{small} of {len(providers)} providers have fewer than {programme.least_patients} patients and are paid"
            " nothing by it."
        )
    yield from programme.notes


def _expected(programme: Programme, provider: Provider, true: Mapping[str, Any]) -> Any:
    """Expected dollars of one provider over the period."""
    enough = [
        each
        for each in programme.measures
        if each.name in true and provider.results[each.name].size >= each.least_count
    ]
    if provider.patients < programme.least_patients or not enough:
        return 0.0
    sizes = {each.name: provider.results[each.name].size for each in enough}
    if programme.pays == "shared_saving":
        return _shared(programme, provider, enough, sizes, true)
    weights = sum(each.weight for each in enough)
    share: Any = 1.0 if programme.scale == "all_or_nothing" else 0.0
    for each in enough:
        of = "meets" if programme.scale == "all_or_nothing" else "mean"
        part = _over_counts(programme, each, sizes[each.name], true[each.name], of)
        if programme.scale == "all_or_nothing":
            share = share * part
        elif weights:
            share = share + part * each.weight / weights
    return paid(programme, provider.per_diems, provider.patients, share, {}, {})


def _over_counts(programme: Programme, scored: ScoredMeasure, size: float, true: Any, of: str) -> Any:
    """The mean of what is earned, or how often the target is met, at each true result."""
    import numpy as np

    def at(result: float) -> float:
        found: Counts = counts_at(scored, programme, size, result)
        return float(getattr(found, of))

    if np.ndim(true) == 0:
        return at(float(true))
    low, high = float(np.min(true)), float(np.max(true))
    if low == high:
        return np.full(len(true), at(low))
    points = np.linspace(low, high, POINTS)
    return np.interp(true, points, [at(float(point)) for point in points])


def _shared(
    programme: Programme, provider: Provider, enough: list[ScoredMeasure], sizes: Mapping[str, float],
    true: Mapping[str, Any],
) -> Any:  # fmt: skip
    """A shared saving, for the first true results of the draws; the others repeat them."""
    import numpy as np

    def at(results: Mapping[str, float]) -> float:
        found = {each.name: counts_at(each, programme, sizes[each.name], results[each.name]) for each in enough}
        return shared_saving(programme, found, provider.per_diems, provider.patients, sizes)

    arrays = {each.name: np.atleast_1d(true[each.name]) for each in enough}
    length = max(len(array) for array in arrays.values())
    varying = any(np.ptp(array) for array in arrays.values())
    many = min(SHARED_RESULTS, length) if varying else 1
    found = np.array([at({name: float(array[place % len(array)]) for name, array in arrays.items()})
                      for place in range(many)])  # fmt: skip
    if all(np.ndim(true[each.name]) == 0 for each in enough):
        return float(found[0])
    return np.resize(found, length)


def at_stake(expected: ExpectedProgramme) -> float:
    """What reaching every target would pay all providers in a year, USD; nothing for a shared saving."""
    programme = expected.programme
    if programme.pays == "shared_saving":
        return 0.0
    whole = sum(possible(programme, each.per_diems, each.patients) for each in expected.providers
                if each.patients >= programme.least_patients)  # fmt: skip
    return whole * MONTHS_A_YEAR / programme.period_months
