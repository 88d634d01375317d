"""What an estimate says beside its figures: assumptions, warnings, and what to read with it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from perdiem.model.estimate import Assumption, PaymentSide
from perdiem.model.scenario import UNCITED, Scenario
from perdiem.rules.impact.evidence import Evidence
from perdiem.rules.impact.levers import WITHOUT_LEVER
from perdiem.rules.impact.model import Model

MOST_OUTSIDE = Decimal("0.20")  # of the charges; more, and the book is hardly this contract's


def assumptions_of(scenario: Scenario, model: Model) -> Iterable[Assumption]:
    """Every figure as it was used."""
    for name, used in model.parameters.items():
        stated = scenario.parameters[used.name]
        yield Assumption(
            name=name, value=used.value, low=used.low, high=used.high, stated_value=stated.value,
            distribution=used.distribution, unit=used.unit, price_year=used.price_year, origin=str(used.origin),
            citation=used.citation, note=used.note,
        )  # fmt: skip


def warnings_of(payment: PaymentSide) -> Iterable[str]:
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


def notes_of(
    scenario: Scenario, model: Model, payment: PaymentSide, price_year: int, evidence: Evidence
) -> Iterable[str]:
    """What to read with the figures."""
    span = evidence.span
    yield (
        f"The book's infusion lines are of {span.days:,} days, {span.first} to {span.last}; a year is"
        f" {1 / span.years:.3g} times that."
    )
    if span.days < 90:
        yield "So few days say little of a year: seasons and rare events are not in them."
    last = scenario.inflation.last_year
    if price_year > last:
        taken = (
            f"prices are taken to grow by {scenario.inflation.later:.1%} a year from then to {price_year}, as the"
            " scenario states"
            if scenario.inflation.later
            else f"its figure is held, so that dollars of {last} count as those of {price_year}; a scenario file states"
            " how prices grow from then on (inflation: {later: 3%}), or an index of its own"
        )
        yield f"The price index ends in {last}: {taken}."
    if uncited := [each.name for each in model.parameters.values() if each.citation == UNCITED]:
        yield f"The scenario file names no source for {', '.join(uncited)}: add citation."
    if not payment.balanced:
        yield "The two runs do not balance to the cent with the book; see perdiem adjudicate."
    for number in model.adopted:
        if number in WITHOUT_LEVER:
            yield f"R{number}: {WITHOUT_LEVER[number]}"
    yield from payment.notes
