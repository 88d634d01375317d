"""The estimate: payments exact, outcomes modelled, both divided by recommendation, with doubt and assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from perdiem.codes import CodeSets
from perdiem.engine.book import Book
from perdiem.errors import UsageError
from perdiem.model.contract import Agreement
from perdiem.model.estimate import (
    Assumption,
    Contribution,
    Estimate,
    LeverResult,
    PaymentSide,
    Threshold,
    YearResult,
)
from perdiem.model.results import Status
from perdiem.model.scenario import LONGEST_HORIZON, PERSPECTIVES, Lever, Scenario
from perdiem.rules.impact.evidence import Evidence, book_evidence, with_evidence
from perdiem.rules.impact.levers import WITHOUT_LEVER, all_levers, default_scenario
from perdiem.rules.impact.model import UPTAKE, Model, model_of, outcomes, removed, saved
from perdiem.rules.impact.payment import METHODS, Progress, payment_side
from perdiem.rules.impact.uncertainty import fan, generator, range_of, threshold, tornado
from perdiem.rules.recommendations.judge import status_of
from perdiem.rules.recommendations.registry import recommendation

DRAWS, SEED = 10_000, 20_260
MOST_OUTSIDE = Decimal("0.20")  # of the charges; more, and the book is hardly this contract's
LEAST_DRAWS = 1_000  # fewer leave the ends of a 90% interval to chance


@dataclass(frozen=True)
class Asked:
    """What is asked of an estimate."""

    adopt: tuple[int, ...]
    horizon: int = LONGEST_HORIZON
    perspective: str = "payor"
    draws: int = DRAWS
    seed: int = SEED
    attribution: str = "auto"

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
    payment = payment_side(agreement, book, sets, order, method=asked.attribution, progress=progress)
    told(f"drawing {asked.draws:,} times")
    contract = agreement.versions[-1][1]
    title = contract.title or contract.contract
    met = frozenset(number for number in order if status_of(recommendation(number).check(contract, sets)) is Status.MET)
    return outcome_side(title, agreement.file, evidence, payment, asked, scenario or default_scenario(), met)


def outcome_side(
    title: str, file: str, evidence: Evidence, payment: PaymentSide, asked: Asked, scenario: Scenario,
    met: frozenset[int] = frozenset(),
) -> Estimate:  # fmt: skip
    """The estimate for payments and evidence that are known; nothing here looks at a claim.

    `met` are recommendations that the contract meets already: adopting them changes nothing that happens.
    """
    span = evidence.span
    used = with_evidence(scenario, evidence)
    price_year = used.price_year or span.last.year
    model = model_of(used, all_levers(), [number for number in asked.adopt if number not in met], price_year)
    values, drawn = model.deterministic(), model.drawn(asked.draws, generator(asked.seed))
    scale = used.inflation.factor(span.last.year, price_year) / span.years
    yearly = _yearly_payments(payment, scale)[asked.perspective]
    whole = _whole(payment, asked.perspective) * scale
    years = _years(model, values, drawn, asked, whole)
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
        inflation=f"{used.inflation.index} ({used.inflation.source}; {used.inflation.dated})",
        span=span,
        member_months=months,
        payment=payment,
        total=total,
        per_member_month=_per(total, months * asked.horizon) if months else None,
        totals_by_perspective=tuple((who, _total(model, values, payment, scale, who, asked)) for who in PERSPECTIVES),
        years=years,
        contributions=_contributions(model, values, drawn, asked, yearly, payment, met),
        levers=tuple(_lever(model, lever, values) for lever in model.levers),
        tornado=tornado(model, values, drawn, asked.perspective, asked.horizon, whole * asked.horizon),
        thresholds=_thresholds(model, values, asked, yearly, payment),
        assumptions=tuple(_assumptions(used, model)),
        warnings=tuple(_warnings(payment)),
        notes=tuple(_notes(used, model, payment, price_year, evidence)),
    )


def _whole(payment: PaymentSide, perspective: str) -> float:
    """What the payment side saves the perspective over the book's days, in USD."""
    paid, member = float(payment.paid), float(payment.member)
    return {"payor": -paid, "member": -member, "provider": paid + member}[perspective]


def _yearly_payments(payment: PaymentSide, scale: float) -> dict[str, dict[int, float]]:
    """By perspective, what each recommendation's payments save in a year; one that was not divided counts zero here."""
    found: dict[str, dict[int, float]] = {who: {} for who in PERSPECTIVES}
    for part in payment.parts:
        paid, member = float(part.paid or 0) * scale, float(part.member or 0) * scale
        found["payor"][part.number] = -paid
        found["member"][part.number] = -member
        found["provider"][part.number] = paid + member
    return found


def _years(
    model: Model, values: Mapping[str, float], drawn: Mapping[str, Any], asked: Asked, payments: float
) -> tuple[YearResult, ...]:
    import numpy as np

    certain = outcomes(model, values, asked.perspective, asked.horizon)
    doubtful = outcomes(model, drawn, asked.perspective, asked.horizon)
    running, running_drawn = 0.0, np.zeros(asked.draws)
    cumulative, found = [], []
    for year in range(asked.horizon):
        value = float(sum(certain[year].values()))
        array = np.broadcast_to(np.asarray(sum(doubtful[year].values()), dtype=float), asked.draws)
        running += payments + value
        running_drawn = running_drawn + payments + array
        cumulative.append(running_drawn)
        found.append((value, array, running))
    fans = fan(cumulative)
    return tuple(
        YearResult(
            year + 1, float(values.get(UPTAKE[year], 1.0)), payments, range_of(value, array),
            range_of(payments + value, payments + array), range_of(total, cumulative[year]), fans[year],
        )
        for year, (value, array, total) in enumerate(found)
    )  # fmt: skip


def _per(total: Any, months: float) -> Any:
    from dataclasses import replace

    scaled = {name: getattr(total, name) / months for name in ("value", "mean", "median", "low", "high")}
    return replace(total, **scaled)


def _total(
    model: Model, values: Mapping[str, float], payment: PaymentSide, scale: float, who: str, asked: Asked
) -> float:
    years = outcomes(model, values, who, asked.horizon)
    return _whole(payment, who) * scale * asked.horizon + float(sum(sum(year.values()) for year in years))


def _contributions(
    model: Model, values: Mapping[str, float], drawn: Mapping[str, Any], asked: Asked, yearly: Mapping[int, float],
    payment: PaymentSide, met: frozenset[int],
) -> tuple[Contribution, ...]:  # fmt: skip
    certain = outcomes(model, values, asked.perspective, asked.horizon)
    doubtful = outcomes(model, drawn, asked.perspective, asked.horizon)
    open_parts = {part.number for part in payment.parts if part.paid is None}
    with_lever = {number for lever in model.levers for number in lever.shares}
    found = []
    for number in sorted({*model.adopted, *met}):
        paid = yearly.get(number, 0.0) * asked.horizon
        value = float(sum(year.get(number, 0.0) for year in certain))
        array = sum(year.get(number, 0.0) for year in doubtful)
        notes = []
        if number in open_parts:
            notes.append("its part of the payments is not divided from the others'")
        if number in met:
            notes.append("the contract meets it already: nothing happens otherwise")
        elif number not in with_lever:
            notes.append(WITHOUT_LEVER.get(number, "no lever is about it"))
        found.append(
            Contribution(number, recommendation(number).title, paid, value, range_of(paid + value, paid + array),
                         "; ".join(notes))
        )  # fmt: skip
    return tuple(found)


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


def _thresholds(
    model: Model, values: Mapping[str, float], asked: Asked, yearly: Mapping[int, float], payment: PaymentSide
) -> tuple[Threshold, ...]:
    divided = {part.number: part.paid is not None for part in payment.parts}
    payments = {number: yearly[number] * asked.horizon if divided[number] else None for number in yearly}
    found = (threshold(model, lever, values, asked.perspective, asked.horizon, payments) for lever in model.levers)
    return tuple(each for each in found if each is not None)


def _assumptions(scenario: Scenario, model: Model) -> Iterable[Assumption]:
    for name, used in model.parameters.items():
        stated = scenario.parameters[used.name]
        yield Assumption(
            name=name, value=used.value, low=used.low, high=used.high, stated_value=stated.value,
            distribution=used.distribution, unit=used.unit, price_year=used.price_year, origin=str(used.origin),
            citation=used.citation, note=used.note,
        )  # fmt: skip


def _warnings(payment: PaymentSide) -> Iterable[str]:
    """What makes the payment side be about little or nothing."""
    reasons = "; ".join(f"{each.lines:,} lines: {each.words} [{each.edit}]" for each in payment.outside)
    if payment.lines_paid == 0:
        because = f": {reasons}" if reasons else "; perdiem adjudicate says why"
        yield (
            f"No line of the book is paid under this contract{because}. The payments below say nothing of it: use a"
            " contract and a book that belong together."
        )
        return
    outside = sum(each.charge for each in payment.outside)
    if payment.charge and outside / payment.charge > MOST_OUTSIDE:
        yield (
            f"{outside / payment.charge:.0%} of the charges are outside this contract, and no recommendation changes"
            f" what they are paid: {reasons}."
        )


def _notes(
    scenario: Scenario, model: Model, payment: PaymentSide, price_year: int, evidence: Evidence
) -> Iterable[str]:
    span = evidence.span
    yield (
        f"The book's infusion lines are of {span.days:,} days, {span.first} to {span.last}; a year is"
        f" {1 / span.years:.3g} times that."
    )
    if span.days < 90:
        yield "So few days say little of a year: seasons and rare events are not in them."
    last = max(scenario.inflation.values)
    if price_year > last:
        yield (
            f"The price index ends in {last}: figures of earlier years are brought to {last} dollars and count as"
            f" those of {price_year}. A scenario file can state later years."
        )
    if not payment.balanced:
        yield "The two runs do not balance to the cent with the book; see perdiem adjudicate."
    if 9 in model.adopted:
        yield (
            "R9: what the programme for parenteral nutrition pays providers is not in these figures; perdiem programme"
            " simulate says it."
        )
    for number in model.adopted:
        if number in WITHOUT_LEVER:
            yield f"R{number}: {WITHOUT_LEVER[number]}"
    yield from payment.notes
