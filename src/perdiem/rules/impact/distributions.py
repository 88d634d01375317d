"""From a figure with its range to draws: gamma for costs and rates, beta for probabilities, log-normal for ratios.

Sources: Briggs, Claxton and Sculpher 2006 for which distribution fits which kind of parameter; means and standard
deviations are matched, a 95% interval being 2 x 1.96 standard deviations wide and quartiles 1.349.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from perdiem.errors import UsageError
from perdiem.model.scenario import WIDTHS, Parameter, is_uncertain, why_impossible

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PERT_WEIGHT = 4.0  # of the likeliest value against each end; the usual one


def draws(parameter: Parameter, count: int, random: np.random.Generator) -> NDArray[np.float64]:
    """That many draws of the figure; all alike where it is certain. Raises UsageError for a range that cannot be."""
    import numpy as np

    value = 0.0 if parameter.value is None else parameter.value
    if not is_uncertain(parameter):
        return np.full(count, value)
    if why := why_impossible(parameter):
        raise UsageError(f"{parameter.name}: {why}")
    low, high = float(parameter.low or 0), float(parameter.high or 0)
    kind = parameter.distribution
    if parameter.shape is not None:
        return random.gamma(*parameter.shape, count) if kind == "gamma" else random.beta(*parameter.shape, count)
    if kind == "uniform":
        return random.uniform(low, high, count)
    if kind in {"pert", "triangular"}:
        if kind == "triangular":
            return random.triangular(low, value, high, count)
        return _pert(low, value, high, count, random)
    spread = (high - low) / WIDTHS[parameter.limits]
    if kind == "normal":
        return random.normal(value, spread, count)
    if kind == "lognormal":
        return random.lognormal(math.log(value), math.log(high / low) / WIDTHS[parameter.limits], count)
    if kind == "gamma":
        return random.gamma((value / spread) ** 2, spread**2 / value, count)
    size = value * (1 - value) / spread**2 - 1
    return random.beta(value * size, (1 - value) * size, count)


def _pert(low: float, mode: float, high: float, count: int, random: np.random.Generator) -> NDArray[np.float64]:
    width = high - low
    first = 1 + PERT_WEIGHT * (mode - low) / width
    second = 1 + PERT_WEIGHT * (high - mode) / width
    drawn: NDArray[np.float64] = low + width * random.beta(first, second, count)
    return drawn
