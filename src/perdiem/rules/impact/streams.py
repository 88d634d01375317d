"""What moves a total beside the levers: payments and the programme for parenteral nutrition, as values and as draws.

Everything here is in dollars of the price year, a year, and signed for one perspective: + saves it, - costs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from perdiem.model.estimate import PaymentSide
from perdiem.rules.impact.model import UPTAKE
from perdiem.rules.impact.payment_sample import PaymentSample
from perdiem.rules.impact.programme.expected import ExpectedProgramme
from perdiem.rules.impact.uncertainty import generator

PREVENTED = {"readmission": "pn_readmissions_prevented_share", "infection": "pn_infections_prevented_share"}
"""Which share of the levers of R9 makes which measures of a programme better, by a word of the measure's name."""
_SIGN = {"payor": -1.0, "provider": 1.0, "member": 0.0}


def payment_saves(payment: PaymentSide, perspective: str) -> float:
    """What the payment side saves the perspective over the book's days, in USD."""
    paid, member = float(payment.paid), float(payment.member)
    return {"payor": -paid, "member": -member, "provider": paid + member}[perspective]


def part_saves(payment: PaymentSide, perspective: str, scale: float) -> dict[int, float]:
    """What each recommendation's payments save in a year; one that was not divided counts zero here."""
    found = {}
    for part in payment.parts:
        paid, member = float(part.paid or 0) * scale, float(part.member or 0) * scale
        found[part.number] = {"payor": -paid, "member": -member, "provider": paid + member}[perspective]
    return found


@dataclass(frozen=True)
class Payments:
    """A year's payments: their value, by recommendation, and draws of both; alike where nothing is in doubt."""

    value: float
    parts: Mapping[int, float]
    drawn: Any
    parts_drawn: Mapping[int, Any]


def payments_a_year(
    payment: PaymentSide, sample: PaymentSample | None, perspective: str, scale: float, everyone: int | None,
    count: int, seed: int,
) -> Payments:  # fmt: skip
    """The payment side for a year. Without a sample it is certain: the book's own, and no other's."""
    value, parts = payment_saves(payment, perspective) * scale, part_saves(payment, perspective, scale)
    if sample is None or not sample.paid.size:
        return Payments(value, parts, value, parts)
    drawn = sample.drawn(perspective, everyone, count, generator(seed))
    scaled = {number: array * scale for number, array in drawn.items()}
    return Payments(value, parts, sum(scaled.values()), {number: scaled.get(number, parts[number]) for number in parts})


@dataclass(frozen=True)
class ProgrammeChange:
    """The programme as the contract has it and as amended, at the book's providers; None where there is none."""

    before: ExpectedProgramme | None
    after: ExpectedProgramme | None
    scale: float
    notes: tuple[str, ...] = ()
    _known: dict[tuple[float, ...], float] = field(default_factory=dict, compare=False)

    def value(self, values: Mapping[str, float], year: int) -> float:
        """What providers are paid more in the year, USD, if these figures are so."""
        prevented = self._prevented(values, year)
        key = tuple(prevented.values())
        if key not in self._known:
            found = 0.0
            if self.after:
                found += float(self.after.yearly(self.after.values(), prevented))
            if self.before:
                found -= float(self.before.yearly(self.before.values(), {}))
            self._known[key] = found * self.scale
        return self._known[key]

    def drawn(self, drawn: Mapping[str, Any], horizon: int, count: int, seed: int) -> list[Any]:
        """For each year draws of the same; a provider's true results are the same in every year, and in both."""
        import numpy as np

        before: Any = 0.0
        if self.before:
            before = self.before.yearly(self.before.drawn(count, generator(seed)), {})
        if not self.after:
            return [-before * self.scale] * horizon
        true = self.after.drawn(count, generator(seed))
        found: list[Any] = []
        unchanged: Any = None
        for year in range(horizon):
            prevented = self._prevented(drawn, year)
            if any(np.any(share) for share in prevented.values()):
                found.append(self.after.yearly(true, prevented))
                continue
            if unchanged is None:
                unchanged = self.after.yearly(true, {})
            found.append(unchanged)
        return [(paid - before) * self.scale for paid in found]

    def _prevented(self, values: Mapping[str, Any], year: int) -> dict[str, Any]:
        if self.after is None:
            return {}
        uptake = values.get(UPTAKE[year], 1.0)
        return {
            measure.name: values.get(share, 0.0) * uptake
            for measure in self.after.programme.measures
            for word, share in PREVENTED.items()
            if word in measure.name
        }


def signed(amounts: Sequence[Any], perspective: str) -> list[Any]:
    """What providers are paid, as what it saves the perspective."""
    return [amount * _SIGN[perspective] for amount in amounts]
