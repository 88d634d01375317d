"""What a programme pays for results: whether a target is reached, what that earns, and what it comes to in dollars."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from perdiem.model.programme import Programme, ScoredMeasure

CENT = Decimal("0.01")


def earned(measure: ScoredMeasure, programme: Programme, value: Any, lower: Any, upper: Any) -> Any:
    """The share of its weight, 0 to 1, that a result earns; numbers and arrays alike.

    By the interval, a target is reached when the end of the interval on the bad side has reached it. In proportion, a
    result half way from baseline to target earns half.
    """
    import numpy as np

    judged = value if programme.met_by == "result" else (upper if measure.is_lower_better else lower)
    if programme.scale == "in_proportion":
        baseline = measure.baseline if measure.baseline is not None else measure.target
        return np.clip((baseline - judged) / (baseline - measure.target), 0.0, 1.0)
    reached = judged <= measure.target if measure.is_lower_better else judged >= measure.target
    return np.where(reached, 1.0, 0.0)


def share_earned(programme: Programme, parts: Mapping[str, Any]) -> Any:
    """The share of the whole payment, 0 to 1. A measure that is not scored takes its weight to the others."""
    scored = [measure for measure in programme.measures if measure.name in parts]
    whole = sum(measure.weight for measure in scored)
    if not scored or not whole:
        return 0.0
    if programme.scale == "all_or_nothing":
        product: Any = 1.0
        for measure in scored:
            product = product * (parts[measure.name] >= 1.0)
        return product * 1.0
    total: Any = 0.0
    for measure in scored:
        total = total + parts[measure.name] * (measure.weight / whole)
    return total


def possible(programme: Programme, per_diems: float, patients: float) -> float:
    """The dollars at stake for a bonus or a withhold: what reaching every target is worth."""
    whole = 0.0
    if programme.percent is not None:
        whole += float(programme.percent) / 100 * per_diems
    if programme.amount is not None:
        whole += float(programme.amount) * patients
    return min(whole, _cap(programme, per_diems))


def paid(
    programme: Programme, per_diems: float, patients: float, share: Any, results: Mapping[str, Any],
    denominators: Mapping[str, float],
) -> Any:  # fmt: skip
    """Dollars beyond the per diems, unrounded. A withhold is below zero or zero: what was kept less what comes back."""
    import numpy as np

    if programme.pays == "shared_saving":
        saving: Any = 0.0
        for measure in programme.measures:
            if measure.name in results and measure.baseline is not None:
                better = measure.baseline - results[measure.name]
                events = (better if measure.is_lower_better else -better) / measure.scale * denominators[measure.name]
                saving = saving + events * float(measure.event_saving)
        capped = np.minimum(saving * float(programme.percent or 0) / 100, _cap(programme, per_diems))
        return np.maximum(capped, 0.0)
    whole = possible(programme, per_diems, patients)
    return whole * share if programme.pays == "bonus" else whole * (share - 1.0)


def in_dollars(amount: float) -> Decimal:
    """Dollars and cents, half up."""
    return Decimal(repr(float(amount))).quantize(CENT, ROUND_HALF_UP)


def _cap(programme: Programme, per_diems: float) -> float:
    return float("inf") if programme.most is None else float(programme.most) / 100 * per_diems
