"""A scenario: what an estimate of impact assumes, each figure with its range, unit, price year and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from perdiem.model.expression import Expression

PERSPECTIVES = ("payor", "provider", "member")
UNCITED = "stated in the scenario file"  # of a figure for which the file names no source
LONGEST_HORIZON = 3  # years: budget-impact practice is 1 to 5, and uptake is assumed for three

DISTRIBUTIONS = ("fixed", "gamma", "beta", "lognormal", "normal", "pert", "triangular", "uniform")
LIMITS = ("95%", "iqr", "range")
"""What low and high are: the ends of a 95% interval, the quartiles, or the least and greatest value there can be."""


class Origin(StrEnum):
    """Where a figure comes from."""

    PUBLISHED = "published"
    DERIVED = "derived"  # worked out from published figures
    ASSUMED = "assumed"  # ours, without a source: to be settled
    UNKNOWN = "not known"  # no study found: counts as zero until someone states it
    BOOK = "book"
    SCENARIO = "scenario file"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure of a scenario. A `value` of None is not known.

    `money` is `paid` (what payors and members pay), `cost` (what care costs its giver) or `administrative`; empty where
    the figure is no money. `price_year` is the year of its dollars. `shape` gives a gamma (shape,
    scale) or a beta (both shapes) outright, where events were counted, in place of the mean and the range.
    """

    name: str
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    limits: str = "95%"
    distribution: str = "fixed"
    price_year: int | None = None
    money: str = ""
    origin: Origin = Origin.ASSUMED
    citation: str = ""
    note: str = ""
    shape: tuple[float, float] | None = None


WIDTHS = {"95%": 2 * 1.959964, "iqr": 1.348980, "range": 2 * 1.959964}
"""How many standard deviations a range of each kind of limits is wide."""


def is_uncertain(parameter: Parameter) -> bool:
    """Whether the figure varies from draw to draw."""
    return (
        parameter.value is not None
        and parameter.distribution != "fixed"
        and parameter.low is not None
        and parameter.high is not None
        and parameter.high > parameter.low
    )


def why_impossible(parameter: Parameter) -> str:
    """Why no draw can be made of the figure as it is stated; empty where it can."""
    value, low, high = parameter.value, parameter.low, parameter.high
    if parameter.shape is not None or not is_uncertain(parameter) or value is None or low is None or high is None:
        return ""
    kind = parameter.distribution
    if kind in {"pert", "triangular"} and not low <= value <= high:
        return f"{value:g} is not between {low:g} and {high:g}"
    if kind == "lognormal" and (low <= 0 or value <= 0):
        return "a log-normal figure and its range are above zero"
    if kind == "gamma" and value <= 0:
        return "a figure drawn from a gamma distribution is above zero"
    if kind == "beta":
        spread = (high - low) / WIDTHS[parameter.limits]
        if not 0 < value < 1:
            return "a share drawn from a beta distribution is between 0 and 1"
        if spread**2 >= value * (1 - value):
            return f"no beta distribution about {value:g} is as wide as {low:g} to {high:g}"
    return ""


@dataclass(frozen=True, slots=True)
class Inflation:
    """A price index by year, with its name, its source and its date.

    `later` is how much prices grow in each year after the index's last, as a share; 0 holds the last figure.
    """

    index: str
    source: str
    dated: str
    values: Mapping[int, float]
    later: float = 0.0

    @property
    def last_year(self) -> int:
        """The last year that the index knows."""
        return max(self.values)

    def factor(self, from_year: int, to_year: int) -> float:
        """By what an amount of one year is multiplied for another; years before the index count as its first."""
        return self._of(to_year) / self._of(from_year)

    def _of(self, year: int) -> float:
        known = self._at(min(max(year, min(self.values)), self.last_year))
        return known * (1 + self.later) ** max(year - self.last_year, 0)

    def words(self) -> str:
        """The index with its source, and what is taken after its last year."""
        after = f"grown by {self.later:.1%} a year after" if self.later else "held after"
        return f"{self.index} ({self.source}; {self.dated}), {after} {self.last_year}"

    def _at(self, year: int) -> float:
        while year not in self.values:  # a year that the table leaves out counts as the one before it
            year -= 1
        return self.values[year]


@dataclass(frozen=True)
class Lever:
    """One way in which adopted recommendations change what happens, and what each change is worth.

    A year's units are `volume`; each adopted recommendation removes the share that `shares` gives it of what the others
    leave; each unit removed `saves` dollars for each perspective, less than zero where it costs. `threshold` names the
    parameter whose break-even is worth knowing.
    """

    name: str
    title: str
    unit: str
    volume: Expression
    shares: Mapping[int, Expression]
    saves: Mapping[str, Expression]
    says: str
    limits: str
    threshold: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every parameter that the lever reads."""
        formulas = (self.volume, *self.shares.values(), *self.saves.values())
        return tuple(dict.fromkeys(name for formula in formulas for name in formula.names))

    def names_for(self, numbers: tuple[int, ...]) -> tuple[str, ...]:
        """The parameters that it reads when these recommendations are adopted."""
        acting = [formula for number, formula in self.shares.items() if number in numbers]
        formulas = (self.volume, *acting, *self.saves.values())
        return tuple(dict.fromkeys(name for formula in formulas for name in formula.names))


@dataclass(frozen=True)
class Scenario:
    """Everything that an estimate assumes.

    `money` says whether its dollars are what is `paid` or what care `cost`s; the two are never mixed. `price_year` is
    the year of the result's dollars; None: the book's last year.
    """

    title: str
    parameters: Mapping[str, Parameter]
    inflation: Inflation
    money: str = "paid"
    price_year: int | None = None
    file: str = ""
    about: str = ""
    stated: frozenset[str] = field(default_factory=frozenset)

    def with_parameters(self, *changed: Parameter) -> Scenario:
        """The scenario with these figures in place of those of the same names."""
        return replace(self, parameters={**self.parameters, **{each.name: each for each in changed}})

    def named(self, name: str) -> Parameter | None:
        """The parameter that a formula means: of an amount of money, the one of the scenario's kind of money."""
        return self.parameters.get(name) or self.parameters.get(f"{name}_{self.money}")
