"""The estimate: payments exact, outcomes modelled, both divided by recommendation, with doubt and assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from perdiem.codes import CodeSets
from perdiem.engine.book import Book
from perdiem.errors import UsageError
from perdiem.model.contract import Agreement
from perdiem.model.estimate import (
    BookSpan,
    Contribution,
    Estimate,
    LeverResult,
    PaymentSide,
    ProgrammePayment,
    Range,
    Swing,
    Threshold,
    YearResult,
)
from perdiem.model.results import Status
from perdiem.model.scenario import LONGEST_HORIZON, PERSPECTIVES, Lever, Scenario
from perdiem.rules.impact.evidence import Evidence, book_evidence, with_evidence
from perdiem.rules.impact.levers import WITHOUT_LEVER, all_levers, default_scenario
from perdiem.rules.impact.model import UPTAKE, Model, model_of, outcome_total, outcomes, removed, saved
from perdiem.rules.impact.payment import AFTER, BEFORE, METHODS, Progress, adopted_agreement, payment_side
from perdiem.rules.impact.payment_sample import PaymentSample
from perdiem.rules.impact.programme.expected import ExpectedProgramme, at_stake, expected_programme
from perdiem.rules.impact.said import assumptions_of, notes_of, warnings_of
from perdiem.rules.impact.streams import Payments, ProgrammeChange, payment_saves, payments_a_year, signed
from perdiem.rules.impact.uncertainty import PROGRAMME, fan, generator, range_of, threshold, tornado
from perdiem.rules.recommendations.judge import status_of
from perdiem.rules.recommendations.registry import recommendation

DRAWS, SEED = 10_000, 20_260
LEAST_DRAWS = 1_000  # fewer leave the ends of a 90% interval to chance
HALF_A_CENT = 0.005  # what sums of weights differ by without any doubt is less
NO_PROGRAMME = ProgrammeChange(None, None, 1.0)


@dataclass(frozen=True)
class Asked:
    """What is asked of an estimate.

    `retrospective` takes payments as the book's own; else its members are a sample, and a year to come is in doubt.
    """

    adopt: tuple[int, ...]
    horizon: int = LONGEST_HORIZON
    perspective: str = "payor"
    draws: int = DRAWS
    seed: int = SEED
    attribution: str = "auto"
    retrospective: bool = False

    def __post_init__(self) -> None:
        if not self.adopt or any(not 1 <= number <= 15 for number in self.adopt):
            raise UsageError("name recommendations from 1 to 15 to adopt, such as 3,7")
        if not 1 <= self.horizon <= LONGEST_HORIZON:
            raise UsageError(f"the horizon is 1 to {LONGEST_HORIZON} years")
        if self.perspective not in PERSPECTIVES:
            raise UsageError(f"the perspective is one of {', '.join(PERSPECTIVES)}")
        if self.draws < LEAST_DRAWS:
            raise UsageError(f"at least {LEAST_DRAWS:,} draws; fewer leave the interval to chance")
        if self.attribution not in METHODS:
            raise UsageError(f"the attribution is one of {', '.join(METHODS)}")


def estimate(
    agreement: Agreement,
    book: Book,
    sets: CodeSets,
    asked: Asked,
    scenario: Scenario | None = None,
    progress: Progress | None = None,
) -> Estimate:
    """What adopting recommendations costs and saves on this book. Raises UsageError for what cannot be estimated."""
    told = progress or (lambda _: None)
    order = tuple(dict.fromkeys(asked.adopt))
    told("reading the book's own figures")
    evidence = book_evidence(book, sets)
    payment, sample = payment_side(agreement, book, sets, order, method=asked.attribution, progress=progress)
    contract = agreement.versions[-1][1]
    title = contract.title or contract.contract
    met = frozenset(number for number in order if status_of(recommendation(number).check(contract, sets)) is Status.MET)
    programme = NO_PROGRAMME
    if PROGRAMME in order and PROGRAMME not in met:
        told("counting the measures of the programme for parenteral nutrition")
        programme = _programme_change(agreement, book, sets, order, evidence.span)
    told(f"drawing {asked.draws:,} times")
    return outcome_side(title, agreement.file, evidence, payment, asked, scenario or default_scenario(), met, sample,
                        programme)  # fmt: skip


def _programme_change(
    agreement: Agreement, book: Book, sets: CodeSets, order: Sequence[int], span: BookSpan
) -> ProgrammeChange:
    """The programme before and after, each with the PN per diems that its own contract pays."""
    found: list[ExpectedProgramme | None] = []
    notes: list[str] = []
    amended = adopted_agreement(agreement, sets, order)
    for which, schema, words in ((agreement, BEFORE, "the contract's own"), (amended, AFTER, "the amended one")):
        made = expected_programme(
            which.versions[-1][1], agreement.file, book, sets, span, f"{schema}.decided_line"
        )  # fmt: skip
        if isinstance(made, str):
            notes.append(f"R9, {words}: {made}. What it pays is not in these figures.")
        found.append(made if isinstance(made, ExpectedProgramme) else None)
    return ProgrammeChange(found[0], found[1], 1.0, tuple(notes))


def outcome_side(
    title: str, file: str, evidence: Evidence, payment: PaymentSide, asked: Asked, scenario: Scenario,
    met: frozenset[int] = frozenset(), sample: PaymentSample | None = None, programme: ProgrammeChange = NO_PROGRAMME,
) -> Estimate:  # fmt: skip
    """The estimate for payments and evidence that are known; nothing here looks at a claim.

    `met` are recommendations that the contract meets already: adopting them changes nothing that happens. Without a
    `sample` of members payments are certain.
    """
    span = evidence.span
    used = with_evidence(scenario, evidence)
    price_year = used.price_year or span.last.year
    model = model_of(used, all_levers(), [number for number in asked.adopt if number not in met], price_year)
    values, drawn = model.deterministic(), model.drawn(asked.draws, generator(asked.seed))
    to_price_year = used.inflation.factor(span.last.year, price_year)
    scale = to_price_year / span.years
    programme = replace(programme, scale=to_price_year)
    payments = payments_a_year(payment, None if asked.retrospective else sample, asked.perspective, scale,
                               evidence.everyone, asked.draws, asked.seed)  # fmt: skip
    by_programme = signed(
        programme.drawn(drawn, asked.horizon, asked.draws, asked.seed), asked.perspective
    )  # fmt: skip
    whole = _Whole(model, asked, values, drawn, programme, payment, payments, tuple(by_programme))
    years = whole.years()
    total = years[-1].cumulative
    months = used.parameters["member_months"].value
    return Estimate(
        contract=title,
        contract_file=file,
        adopted=tuple(sorted(set(asked.adopt))),
        perspective=asked.perspective,
        horizon=asked.horizon,
        money=used.money,
        price_year=price_year,
        draws=asked.draws,
        seed=asked.seed,
        scenario=used.title,
        scenario_file=used.file,
        inflation=used.inflation.words(),
        span=span,
        member_months=months,
        payment=payment,
        total=total,
        per_member_month=_per(total, months * asked.horizon) if months else None,
        totals_by_perspective=tuple((who, whole.total_for(who, scale)) for who in PERSPECTIVES),
        years=years,
        contributions=whole.contributions(met),
        levers=tuple(_lever(model, lever, values) for lever in model.levers),
        tornado=tornado(model, values, drawn, whole.total, whole.other_swings()),
        thresholds=whole.thresholds(),
        assumptions=tuple(assumptions_of(used, model)),
        warnings=tuple(warnings_of(payment)),
        notes=(*notes_of(used, model, payment, price_year, evidence), *programme.notes),
        payments_a_year=whole.payments_range(),
        programme=whole.programme_payment(),
    )


@dataclass(frozen=True)
class _Whole:
    """Levers, payments and programme together, for the perspective that is asked for."""

    model: Model
    asked: Asked
    values: Mapping[str, float]
    drawn: Mapping[str, Any]
    programme: ProgrammeChange
    payment: PaymentSide
    payments: Payments
    programme_drawn: tuple[Any, ...]

    def total(self, values: Mapping[str, float]) -> float:
        """The total over the horizon at a value of each figure."""
        asked = self.asked
        levers = float(outcome_total(self.model, values, asked.perspective, asked.horizon))
        return self.payments.value * asked.horizon + levers + self.programme_total(values)

    def programme_total(self, values: Mapping[str, float]) -> float:
        """What the programme saves the perspective over the horizon."""
        return float(sum(self._programme_years(values, self.asked.perspective)))

    def total_for(self, who: str, scale: float) -> float:
        """The total for another perspective."""
        horizon = self.asked.horizon
        programme = float(sum(self._programme_years(self.values, who)))
        levers = float(outcome_total(self.model, self.values, who, horizon))
        return payment_saves(self.payment, who) * scale * horizon + levers + programme

    def _programme_years(self, values: Mapping[str, float], who: str) -> list[float]:
        return signed([self.programme.value(values, year) for year in range(self.asked.horizon)], who)

    def years(self) -> tuple[YearResult, ...]:
        """Year by year, and the running total."""
        import numpy as np

        asked, payments = self.asked, self.payments
        certain = outcomes(self.model, self.values, asked.perspective, asked.horizon)
        doubtful = outcomes(self.model, self.drawn, asked.perspective, asked.horizon)
        programme = self._programme_years(self.values, asked.perspective)
        running, running_drawn = 0.0, np.zeros(asked.draws)
        found = []
        for year in range(asked.horizon):
            value = float(sum(certain[year].values()))
            array = np.broadcast_to(np.asarray(sum(doubtful[year].values()), dtype=float), asked.draws)
            net, net_drawn = (
                payments.value + value + programme[year],
                payments.drawn + array + self.programme_drawn[year],
            )
            running, running_drawn = running + net, running_drawn + net_drawn
            found.append(
                YearResult(
                    year + 1, float(self.values.get(UPTAKE[year], 1.0)), payments.value, range_of(value, array),
                    range_of(net, net_drawn), range_of(running, running_drawn), fan([running_drawn])[0],
                    programme[year],
                )
            )  # fmt: skip
        return tuple(found)

    def contributions(self, met: frozenset[int]) -> tuple[Contribution, ...]:
        """Each recommendation's part of the whole horizon."""
        asked, model = self.asked, self.model
        certain = outcomes(model, self.values, asked.perspective, asked.horizon)
        doubtful = outcomes(model, self.drawn, asked.perspective, asked.horizon)
        programme = self.programme_total(self.values)
        open_parts = {part.number for part in self.payment.parts if part.paid is None}
        with_lever = {number for lever in model.levers for number in lever.shares}
        found = []
        for number in sorted({*model.adopted, *met}):
            paid = self.payments.parts.get(number, 0.0) * asked.horizon
            paid_drawn = self.payments.parts_drawn.get(number, 0.0) * asked.horizon
            value = float(sum(year.get(number, 0.0) for year in certain))
            array = sum(year.get(number, 0.0) for year in doubtful)
            is_paid = number == PROGRAMME and number not in met
            by_programme = programme if is_paid else 0.0
            drawn_programme = sum(self.programme_drawn) if is_paid else 0.0
            notes = []
            if number in open_parts:
                notes.append("its part of the payments is not divided from the others'")
            if number in met:
                notes.append("the contract meets it already: nothing happens otherwise")
            elif number not in with_lever:
                notes.append(WITHOUT_LEVER.get(number, "no lever is about it"))
            net = range_of(paid + value + by_programme, paid_drawn + array + drawn_programme)
            found.append(
                Contribution(number, recommendation(number).title, paid, value, net, "; ".join(notes), by_programme)
            )
        return tuple(found)

    def other_swings(self) -> Iterable[Swing]:
        """Payments and programme, each alone at the ends of its 95% interval."""
        import numpy as np

        total, horizon = self.total(self.values), self.asked.horizon
        streams = (
            ("payments a year", self.payments.value, self.payments.drawn, horizon),
            ("programme, in all", self.programme_total(self.values), sum(self.programme_drawn), 1),
        )
        for name, value, drawn, times in streams:
            if np.ndim(drawn) and np.ptp(drawn) > HALF_A_CENT:
                low, high = (float(each) for each in np.quantile(drawn, (0.025, 0.975)))
                yield Swing(name, low, high, total + (low - value) * times, total + (high - value) * times)

    def thresholds(self) -> tuple[Threshold, ...]:
        """From where on each lever's recommendations pay for themselves."""
        asked = self.asked
        divided = {part.number: part.paid is not None for part in self.payment.parts}
        parts = self.payments.parts
        costs = {number: parts[number] * asked.horizon if divided[number] else None for number in parts}
        found = (
            threshold(self.model, lever, self.values, asked.perspective, asked.horizon, costs, self.programme_total)
            for lever in self.model.levers
        )
        return tuple(each for each in found if each is not None)

    def payments_range(self) -> Range | None:
        """What payments save in a year, where they are in doubt."""
        import numpy as np

        drawn = self.payments.drawn
        return range_of(self.payments.value, drawn) if np.ndim(drawn) else None

    def programme_payment(self) -> ProgrammePayment | None:
        """What the programme pays providers more in a year of full effect."""
        after = self.programme.after
        if after is None:
            return None
        last = self.asked.horizon - 1
        full = {**self.values, UPTAKE[last]: 1.0}
        drawn = self.programme.drawn({**self.drawn, UPTAKE[last]: 1.0}, self.asked.horizon, self.asked.draws,
                                     self.asked.seed)[last]  # fmt: skip
        least = after.programme.least_patients
        return ProgrammePayment(
            providers=len(after.providers),
            scored=sum(each.patients >= least for each in after.providers),
            patients=sum(each.patients for each in after.providers),
            per_diems=sum(each.per_diems for each in after.providers) * self.programme.scale
            * 12 / after.programme.period_months,
            at_stake=at_stake(after) * self.programme.scale,
            more=range_of(self.programme.value(full, last), drawn),
            years=tuple(self.programme.value(self.values, year) for year in range(self.asked.horizon)),
            notes=after.notes,
        )  # fmt: skip


def _per(total: Range, months: float) -> Range:
    scaled = {name: getattr(total, name) / months for name in ("value", "mean", "median", "low", "high")}
    return replace(total, **scaled)


def _lever(model: Model, lever: Lever, values: Mapping[str, float]) -> LeverResult:
    acting = frozenset(number for number in lever.shares if number in model.adopted)
    lacking = model.silent.get(lever.name, ())
    volume = float(lever.volume.value(values))
    units = 0.0 if lacking else float(removed(lever, acting, values, 1.0))
    worth = {who: 0.0 if lacking else float(saved(lever, acting, values, 1.0, who)) for who in PERSPECTIVES}
    state, why = _state(model, lever, lacking, worth, units, volume)
    return LeverResult(
        name=lever.name, title=lever.title, recommendations=tuple(sorted(acting)), unit=lever.unit,
        volume_formula=lever.volume.text,
        share_formulas=tuple((number, lever.shares[number].text) for number in sorted(acting)),
        saving_formulas=tuple((who, " ".join(lever.saves[who].text.split())) for who in PERSPECTIVES),
        says=lever.says, limits=lever.limits, state=state, why=why, volume=volume, removed=units,
        saved_payor=worth["payor"], saved_provider=worth["provider"], saved_member=worth["member"],
    )  # fmt: skip


def _state(
    model: Model, lever: Lever, lacking: tuple[str, ...], worth: Mapping[str, float], units: float, volume: float
) -> tuple[str, str]:
    known = all((each := model.parameters.get(name)) and each.value is not None for name in lever.volume.names)
    if known and not volume:
        return "zero", "the book has none of it"
    if lacking:
        return "not estimated", f"not enough data: {', '.join(lacking)} is neither in the book nor in the scenario"
    unknown = [each.name for name in lever.names_for(model.adopted)
               if (each := model.parameters.get(name)) is not None and str(each.origin) == "not known"]  # fmt: skip
    if not any(worth.values()) and unknown:
        return "zero", f"its effect is not known and counts as zero: {', '.join(unknown)}"
    if not units:
        return "zero", "none of it is removed"
    return "counted", ""
