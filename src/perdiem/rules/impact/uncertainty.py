"""Doubt about a total: draws, one figure at a time, and the value from which a recommendation pays for itself.

Probabilistic analysis draws every figure at once, independently, from a seeded PCG64 generator; the one-way analysis
moves one figure to the ends of its 95% interval while all others stay. Conventions: ISPOR's budget-impact good practice
(Sullivan 2014, Value in Health 17:5-14): the payor's perspective first, a short horizon, no discounting, constant
dollars.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from perdiem.model.estimate import Range, Swing, Threshold
from perdiem.model.scenario import Lever, is_uncertain
from perdiem.rules.impact.model import Model, outcomes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOW, HIGH = 0.05, 0.95  # a 90% interval, as budget-impact reports show it
PROGRAMME = 9  # the recommendation whose programme pays for results
FAN = (0.05, 0.25, 0.5, 0.75, 0.95)


def generator(seed: int) -> np.random.Generator:
    """The seeded source of all draws."""
    import numpy as np

    return np.random.Generator(np.random.PCG64(seed))


def range_of(value: float, drawn: Any) -> Range:
    """A figure with what its draws say."""
    import numpy as np

    array = np.atleast_1d(np.asarray(drawn, dtype=float))
    low, median, high = np.quantile(array, (LOW, 0.5, HIGH))
    return Range(value, float(array.mean()), float(median), float(low), float(high), float((array > 0).mean()))


def tornado(
    model: Model, values: Mapping[str, float], drawn: Mapping[str, Any], total: Callable[[Mapping[str, float]], float],
    others: Iterable[Swing],
) -> tuple[Swing, ...]:  # fmt: skip
    """For each figure in doubt, the total at both ends of its 95% interval, the widest first.

    `total` gives the total at a value of each figure; `others` stand among them.
    """
    import numpy as np

    swings = list(others)
    for name, parameter in model.parameters.items():
        if not is_uncertain(parameter):
            continue
        low, high = (float(each) for each in np.quantile(drawn[name], (0.025, 0.975)))
        swings.append(Swing(name, low, high, total({**values, name: low}), total({**values, name: high})))
    return tuple(sorted((swing for swing in swings if swing.width), key=lambda swing: (-swing.width, swing.parameter)))


def threshold(
    model: Model, lever: Lever, values: Mapping[str, float], perspective: str, horizon: int,
    payments: Mapping[int, float | None], programme: Callable[[Mapping[str, float]], float],
) -> Threshold | None:  # fmt: skip
    """From which value of the lever's telling figure on its recommendations pay for themselves; None: it has none.

    `programme` gives what the programme of R9 saves over the horizon.
    """
    from scipy.optimize import brentq  # type: ignore[import-untyped]  # it ships no types

    numbers = tuple(number for number in lever.shares if number in model.adopted)
    parameter = model.parameters.get(lever.threshold) or next(
        (each for name, each in model.parameters.items() if name.startswith(f"{lever.threshold}_")), None
    )
    if parameter is None or lever.name in model.silent or any(payments.get(number) is None for number in numbers):
        return None
    costs = sum(payments[number] or 0.0 for number in numbers)
    name = lever.threshold

    def net(at: float) -> float:
        years = outcomes(model, {**values, name: at}, perspective, horizon)
        paid = programme({**values, name: at}) if PROGRAMME in numbers else 0.0
        return costs + paid + sum(float(year[number]) for year in years for number in numbers)

    is_share = parameter.unit.startswith("share")
    least, most = 0.0, 1.0 if is_share else max(100.0, 100 * abs(parameter.value or 0.0))
    used = float(values[name])
    words = ", ".join(f"R{number}" for number in numbers)
    pays_at_least, pays_at_most = net(least), net(most)
    if pays_at_least == pays_at_most or (not costs and min(pays_at_least, pays_at_most) >= 0):
        return None  # it does not matter, or there is nothing to pay for
    if min(pays_at_least, pays_at_most) >= 0:
        return Threshold(lever.name, numbers, name, used, None, f"{words}: pays for itself whatever {name} is.")
    if max(pays_at_least, pays_at_most) < 0:
        said = f"{words}: does not pay for itself, whatever {name} is{'' if is_share else f' (up to {most:,.0f})'}."
        return Threshold(lever.name, numbers, name, used, None, said)
    found = float(brentq(net, least, most, xtol=1e-9))
    side = "at least" if pays_at_most > pays_at_least else "at most"
    told = f"{found:.1%}" if is_share else f"{found:,.2f} ({parameter.unit})"
    assumed = f"{used:.1%}" if is_share else f"{used:,.2f}"
    text = f"{words}: pays for itself if {name} is {side} {told}; the estimate takes {assumed}."
    return Threshold(lever.name, numbers, name, used, found, text)


def fan(cumulative: Sequence[NDArray[np.float64]]) -> list[tuple[float, ...]]:
    """The 5th, 25th, 50th, 75th and 95th of 100 draws of each year's running total."""
    import numpy as np

    return [tuple(float(each) for each in np.quantile(np.atleast_1d(drawn), FAN)) for drawn in cumulative]
