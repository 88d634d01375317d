"""Who brought what: a total divided among recommendations that act together, so that the parts add up to it.

Shapley's value: a recommendation's part is what it adds to those before it, averaged over every order in which they
could be adopted. It does not depend on the order in which they are named, gives nothing to one that never changes
anything, and its parts sum to the total (Shapley 1953).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import Any, TypeVar

CENT = Decimal("0.01")
Subset = frozenset[int]
Worth = TypeVar("Worth", Decimal, Any)


def subsets(numbers: Sequence[int]) -> list[Subset]:
    """Every subset, the empty one first and the whole last."""
    return [frozenset(chosen) for size in range(len(numbers) + 1) for chosen in combinations(sorted(numbers), size)]


def shapley(numbers: Sequence[int], worth: Callable[[Subset], Any]) -> dict[int, Any]:
    """Each number's part of what all are worth together; `worth` may give numbers, fractions or arrays of draws."""
    count = len(numbers)
    known = {subset: worth(subset) for subset in subsets(numbers)}
    parts: dict[int, Any] = {}
    for number in numbers:
        part: Any = 0
        for subset, before in known.items():
            if number in subset:
                continue
            weight = Fraction(factorial(len(subset)) * factorial(count - len(subset) - 1), factorial(count))
            added = known[subset | {number}] - before
            part = part + (added * weight if isinstance(added, Fraction) else added * float(weight))
        parts[number] = part
    return parts


def shapley_of_dollars(numbers: Sequence[int], worth: Mapping[Subset, Decimal]) -> dict[int, Decimal]:
    """Each number's part in dollars and cents, exact: the parts sum to the total to the cent.

    A cent that rounding leaves over goes to the part that rounding took most from, the first number of equals.
    """
    exact = shapley(numbers, lambda subset: Fraction(worth[subset]))
    total = worth[frozenset(numbers)] - worth[frozenset()]
    return in_cents({number: Fraction(part) for number, part in exact.items()}, total)


def parts_in_order(order: Sequence[int], worth: Mapping[Subset, Worth]) -> dict[int, Worth]:
    """Each number's part when they are adopted in this order: what it adds to those before it."""
    parts: dict[int, Worth] = {}
    before: Subset = frozenset()
    for number in order:
        parts[number] = worth[before | {number}] - worth[before]
        before |= {number}
    return parts


def in_cents(parts: Mapping[int, Fraction], total: Decimal) -> dict[int, Decimal]:
    """Exact parts as cents that sum to the total."""
    rounded = {number: _cents(part) for number, part in parts.items()}
    left = int((total - sum(rounded.values(), Decimal(0))) / CENT)
    step = CENT if left > 0 else -CENT
    lost = {number: (parts[number] - Fraction(rounded[number])) * (1 if left > 0 else -1) for number in parts}
    ranked = sorted(parts, key=lambda number: (-lost[number], number))
    for number in ranked[: abs(left)]:
        rounded[number] += step
    return rounded


def _cents(part: Fraction) -> Decimal:
    exact = Decimal(part.numerator) / Decimal(part.denominator)
    return exact.quantize(CENT, ROUND_HALF_EVEN)
