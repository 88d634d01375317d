"""From the book's facts to figures of an estimate, each with its doubt: counts, rates, shares and prices.

The book's members are a sample of those whom the contract will serve, each with all that he brings. A count or a total
is gamma, a share beta (Jeffreys' prior), as if of fewer events where members bring several each: the variance over
members takes the place of that of single events (Fay and Feuer 1997, Stat Med 16:791, of weighted counts; Kish 1965 of
the design effect). Where eligibility tells how many members there are, their number is given and only what they bring
is in doubt.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from perdiem.model.estimate import BookSpan
from perdiem.model.scenario import Origin, Parameter

LEAST_PRICES = 10  # fewer own prices say less of a mean than a published one
LEAST_ALONE = 3  # of a price that nothing published stands in for
LEAST_TRIALS = 30  # of a share that has a published one to stand in for it
PRIOR = 0.5  # Jeffreys'


@dataclass(frozen=True)
class Fact:
    """One fact of the book: sums above and below the line, and squares and products of members' own sums.

    `counted` is how many things are below the line; `bottom` is None for a number.
    """

    members: int = 0
    counted: int = 0
    top: float = 0.0
    bottom: float | None = None
    tops: float = 0.0
    crossed: float = 0.0
    bottoms: float = 0.0

    @property
    def ratio(self) -> float:
        """What is above the line over what is below it."""
        return self.top / self.bottom if self.bottom else 0.0

    def variance_of_total(self, everyone: int | None) -> float:
        """Of the sum above the line, over members; `everyone` is how many there are, with those who bring nothing."""
        if everyone is None or everyone < self.members or everyone < 2:
            return self.tops
        return max(self.tops - self.top**2 / everyone, 0.0) * everyone / (everyone - 1)

    def variance_of_residuals(self) -> float:
        """Of what is above the line beyond the ratio's expectation, over members: a ratio's variance times bottom²."""
        squares = self.tops - 2 * self.ratio * self.crossed + self.ratio**2 * self.bottoms
        return max(squares, 0.0) * (self.members / (self.members - 1) if self.members > 1 else 1.0)


@dataclass(frozen=True)
class OwnFigures:
    """The facts by name, the book's days, and how many members it covers; None where it has no eligibility."""

    facts: Mapping[str, Fact]
    span: BookSpan
    everyone: int | None

    def fact(self, name: str) -> Fact:
        """The fact; one that the book has nothing of is empty."""
        return self.facts.get(name, Fact())

    def yearly(self, name: str, fact: str, unit: str, note: str, *, is_people: bool = False) -> Parameter:
        """A number for a year. People are not multiplied: most of them come back within the year."""
        found = self.fact(fact)
        years = 1.0 if is_people else self.span.years
        told = f"{found.top:,.0f} in {self.span.days:,} days"
        variance = found.variance_of_total(self.everyone)
        if not found.top or not variance:
            return Parameter(name, unit, found.top / years, origin=Origin.BOOK, citation=told, note=note)
        return _gamma(name, unit, found.top, found.top**2 / variance, 1 / years, told, note)

    def rate(self, name: str, fact: str, unit: str, note: str) -> Parameter | None:
        """Events per 1,000 days, their doubt given the days. No event may be none billed: then nothing is said."""
        found = self.fact(fact)
        if not found.bottom or not found.top:
            return None
        events = found.top / max(found.variance_of_residuals() / found.top, 1.0)
        told = f"{found.top:,.0f} in {found.bottom:,.0f} days"
        return _gamma(name, unit, found.top, events, 1000 / found.bottom, told, note)

    def share(self, name: str, fact: str, unit: str, note: str, *, least: int = 1) -> Parameter | None:
        """A share of counted trials; None below the least number of them."""
        from scipy.stats import beta  # type: ignore[import-untyped]  # it ships no types

        found = self.fact(fact)
        if not found.bottom or found.bottom < least:
            return None
        share, trials = found.ratio, found.bottom
        alone = trials * share * (1 - share)
        effective = trials / max(found.variance_of_residuals() / alone, 1.0) if alone else trials
        shape = (share * effective + PRIOR, (1 - share) * effective + PRIOR)
        low, high = (float(each) for each in beta.ppf((0.025, 0.975), *shape))
        return Parameter(name, unit, share, low, high, "95%", "beta", origin=Origin.BOOK,
                         citation=f"{found.top:,.0f} of {trials:,.0f}", note=note, shape=shape)  # fmt: skip

    def price(
        self, name: str, fact: str, unit: str, note: str, *, of: str = "priced", least: int = LEAST_PRICES
    ) -> Parameter | None:
        """A mean amount, or a ratio of amounts, with its standard error over members; None below the least number.

        The interval is Student's, wider where members are few.
        """
        from scipy.stats import t

        found = self.fact(fact)
        if found.counted < least or not found.bottom:
            return None
        is_money = unit.startswith("USD")
        quantile = float(t.ppf(0.975, max(found.members - 1, 1)))
        half = quantile * math.sqrt(found.variance_of_residuals()) / found.bottom
        in_doubt = bool(half and found.top)
        return Parameter(
            name, unit, found.ratio, max(found.ratio - half, 0.0) if in_doubt else None,
            found.ratio + half if in_doubt else None, distribution="gamma" if in_doubt else "fixed",
            price_year=self.span.last.year if is_money else None, money="paid", origin=Origin.BOOK,
            citation=f"{found.counted:,} {of}", note=note,
        )  # fmt: skip


def _gamma(
    name: str, unit: str, total: float, events: float, scale: float, told: str, note: str
) -> Parameter:  # fmt: skip
    """A total times a scale, in doubt as so many independent events are."""
    from scipy.stats import gamma

    shape = (events + PRIOR, total / events * scale)
    low, high = (float(each) * shape[1] for each in gamma.ppf((0.025, 0.975), shape[0]))
    return Parameter(name, unit, total * scale, low, high, "95%", "gamma", origin=Origin.BOOK, citation=told, note=note,
                     shape=shape)  # fmt: skip
