"""Figures of an estimate as its writers show them: whole dollars with sign, shares, and what a figure's unit asks."""

from __future__ import annotations

from perdiem.model.estimate import Estimate, Range


def dollars(amount: float) -> str:
    """Whole dollars: `1,240`, `-310`."""
    rounded = round(amount)
    return f"{rounded:,}" if rounded else "0"


def signed_dollars(amount: float) -> str:
    """Whole dollars with their sign: `+1,240`, `-310`, `0`."""
    rounded = round(amount)
    return f"{rounded:+,}" if rounded else "0"


def cents(amount: float) -> str:
    """Dollars and cents with their sign, for amounts per member per month."""
    return f"{amount:+,.2f}" if round(amount, 2) else "0.00"


def saves_or_costs(amount: float) -> str:
    """What a total says: `saves 1,240 dollars`, `costs 310 dollars`, `neither saves nor costs`."""
    rounded = round(amount)
    if not rounded:
        return "neither saves nor costs"
    return f"{'saves' if rounded > 0 else 'costs'} {abs(rounded):,} dollars"


def interval(found: Range) -> str:
    """The 90% interval: `-310 to +1,240`."""
    return f"{signed_dollars(found.low)} to {signed_dollars(found.high)}"


def number(amount: float | None, unit: str = "") -> str:
    """A parameter's figure, as many digits as it needs; a share as a percent."""
    if amount is None:
        return "not known"
    if unit.startswith("share"):
        return f"{amount:.1%}"
    if unit.startswith("USD"):
        return f"{amount:,.2f}"
    return f"{amount:,.0f}" if abs(amount) >= 100 else f"{amount:.4g}"


def units_of(estimate: Estimate) -> dict[str, str]:
    """The unit of every figure that the total hangs on; payments and programme are dollars."""
    dollars_of = dict.fromkeys((swing.parameter for swing in estimate.tornado), "USD")
    return dollars_of | {each.name: each.unit for each in estimate.assumptions}


def span(low: float | None, high: float | None, unit: str = "") -> str:
    """A parameter's range; empty where it has none."""
    return "" if low is None or high is None else f"{number(low, unit)} to {number(high, unit)}"


def percent(share: float) -> str:
    """A share of draws, never rounded to certainty: `97%`, `over 99%`, `under 1%`."""
    if 0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return f"{share:.0%}"
