"""The outcome model: levers over a scenario, for one value of each figure or for all draws of it at once.

The same functions serve both: a figure is a number or an array of draws. What several recommendations remove of the
same units is counted once: each takes its share of what the others leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from perdiem.model.scenario import LONGEST_HORIZON, Lever, Parameter, Scenario
from perdiem.rules.impact.attribution import shapley
from perdiem.rules.impact.distributions import draws

if TYPE_CHECKING:
    import numpy as np

Values = Mapping[str, Any]
UPTAKE = tuple(f"uptake_year_{year}" for year in range(1, LONGEST_HORIZON + 1))


@dataclass(frozen=True)
class Model:
    """The levers that the adopted recommendations move, and the figures that they read, in the estimate's dollars.

    `silent` are levers that cannot be counted, each with the figures that it lacks.
    """

    adopted: tuple[int, ...]
    levers: tuple[Lever, ...]
    parameters: Mapping[str, Parameter]
    silent: Mapping[str, tuple[str, ...]]

    def deterministic(self) -> dict[str, float]:
        """One value of each figure."""
        return {name: each.value if each.value is not None else 0.0 for name, each in self.parameters.items()}

    def drawn(self, count: int, random: np.random.Generator) -> dict[str, Any]:
        """That many draws of each figure, independent of each other, in the order of their names."""
        return {name: draws(self.parameters[name], count, random) for name in sorted(self.parameters)}


def model_of(scenario: Scenario, levers: Sequence[Lever], adopted: Sequence[int], price_year: int) -> Model:
    """The model for these recommendations; every amount is brought to the price year."""
    numbers = tuple(sorted(adopted))
    moved = tuple(lever for lever in levers if set(lever.shares) & set(numbers))
    parameters: dict[str, Parameter] = {
        name: found for name in UPTAKE if (found := scenario.parameters.get(name)) is not None
    }
    silent: dict[str, tuple[str, ...]] = {}
    for lever in moved:
        lacking = []
        for name in lever.names_for(numbers):
            found = scenario.named(name)
            if found is None or found.value is None:
                lacking.append(name if found is None else found.name)
            if found is not None:
                parameters[name] = in_dollars_of(found, scenario, price_year)
        if lacking:
            silent[lever.name] = tuple(lacking)
    return Model(numbers, moved, parameters, silent)


def in_dollars_of(parameter: Parameter, scenario: Scenario, price_year: int) -> Parameter:
    """The figure in dollars of another year; one that has no price year stays."""
    if parameter.price_year is None or parameter.value is None:
        return parameter
    factor = scenario.inflation.factor(parameter.price_year, price_year)
    return replace(
        parameter,
        value=parameter.value * factor,
        low=None if parameter.low is None else parameter.low * factor,
        high=None if parameter.high is None else parameter.high * factor,
    )


def removed(lever: Lever, numbers: frozenset[int], values: Values, uptake: Any) -> Any:
    """How many units a year these recommendations remove together, at this uptake."""
    left: Any = 1.0
    for number, share in sorted(lever.shares.items()):
        if number in numbers:
            left = left * (1 - share.value(values) * uptake)
    return lever.volume.value(values) * (1 - left)


def saved(lever: Lever, numbers: frozenset[int], values: Values, uptake: Any, perspective: str) -> Any:
    """What these recommendations save through one lever in a year, in USD."""
    return removed(lever, numbers, values, uptake) * lever.saves[perspective].value(values)


def outcomes(model: Model, values: Values, perspective: str, horizon: int) -> list[dict[int, Any]]:
    """For each year, what each adopted recommendation saves, in USD: Shapley's parts, lever by lever."""
    years: list[dict[int, Any]] = []
    for year in range(horizon):
        uptake = values.get(UPTAKE[year], 1.0)
        parts: dict[int, Any] = dict.fromkeys(model.adopted, 0.0)
        for lever in model.levers:
            if lever.name in model.silent:
                continue
            acting = [number for number in lever.shares if number in model.adopted]
            worth = lever.saves[perspective].value(values)
            divided = shapley(acting, lambda chosen, lever=lever, uptake=uptake: removed(lever, chosen, values, uptake))  # type: ignore[misc]
            for number, units in divided.items():
                parts[number] = parts[number] + units * worth
        years.append(parts)
    return years


def outcome_total(model: Model, values: Values, perspective: str, horizon: int) -> Any:
    """What all adopted recommendations save together over the horizon, in USD, without dividing it."""
    everyone = frozenset(model.adopted)
    total: Any = 0.0
    for year in range(horizon):
        uptake = values.get(UPTAKE[year], 1.0)
        for lever in model.levers:
            if lever.name not in model.silent:
                total = total + saved(lever, everyone, values, uptake, perspective)
    return total
