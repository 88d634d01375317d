"""From a figure with its range to draws: gamma for costs and rates, beta for probabilities, log-normal for ratios.

Sources: Briggs, Claxton and Sculpher 2006 for which distribution fits which kind of parameter; means and standard
deviations are matched, a 95% interval being 2 x 1.96 standard deviations wide and quartiles 1.349.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from perdiem.errors import UsageError
from perdiem.model.scenario import Parameter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WIDTH = {"95%": 2 * 1.959964, "iqr": 1.348980, "range": 2 * 1.959964}
PERT_WEIGHT = 4.0  # of the likeliest value against each end; the usual one


def is_uncertain(parameter: Parameter) -> bool:
    """Whether the figure varies from draw to draw."""
    return (
        parameter.value is not None
        and parameter.distribution != "fixed"
        and parameter.low is not None
        and parameter.high is not None
        and parameter.high > parameter.low
    )


def draws(parameter: Parameter, count: int, random: np.random.Generator) -> NDArray[np.float64]:
    """That many draws of the figure; all alike where it is certain. Raises UsageError for a range that cannot be."""
    import numpy as np

    value = 0.0 if parameter.value is None else parameter.value
    if not is_uncertain(parameter):
        return np.full(count, value)
    low, high = float(parameter.low or 0), float(parameter.high or 0)
    kind = parameter.distribution
    if parameter.shape is not None:
        return random.gamma(*parameter.shape, count) if kind == "gamma" else random.beta(*parameter.shape, count)
    if kind == "uniform":
        return random.uniform(low, high, count)
    if kind in {"pert", "triangular"}:
        if not low <= value <= high:
            raise UsageError(f"{parameter.name}: {value:g} is not between {low:g} and {high:g}")
        if kind == "triangular":
            return random.triangular(low, value, high, count)
        return _pert(low, value, high, count, random)
    spread = (high - low) / _WIDTH[parameter.limits]
    if kind == "normal":
        return random.normal(value, spread, count)
    if kind == "lognormal":
        if low <= 0 or value <= 0:
            raise UsageError(f"{parameter.name}: a log-normal figure and its range are above zero")
        return random.lognormal(math.log(value), math.log(high / low) / _WIDTH[parameter.limits], count)
    if kind == "gamma":
        if value <= 0:
            raise UsageError(f"{parameter.name}: a figure drawn from a gamma distribution is above zero")
        return random.gamma((value / spread) ** 2, spread**2 / value, count)
    return _beta(parameter, value, spread, count, random)


def _pert(low: float, mode: float, high: float, count: int, random: np.random.Generator) -> NDArray[np.float64]:
    width = high - low
    first = 1 + PERT_WEIGHT * (mode - low) / width
    second = 1 + PERT_WEIGHT * (high - mode) / width
    drawn: NDArray[np.float64] = low + width * random.beta(first, second, count)
    return drawn


def _beta(
    parameter: Parameter, mean: float, spread: float, count: int, random: np.random.Generator
) -> NDArray[np.float64]:
    if not 0 < mean < 1 or spread**2 >= mean * (1 - mean):
        raise UsageError(
            f"{parameter.name}: a share drawn from a beta distribution is between 0 and 1, as is its range"
        )
    size = mean * (1 - mean) / spread**2 - 1
    return random.beta(mean * size, (1 - mean) * size, count)
