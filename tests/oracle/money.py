"""From a price to adjustments: what each cut takes, the shares, the bounds, and what is allowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from tests.oracle.edits import EDITS, ORDER
from tests.oracle.line import Line
from tests.oracle.medicare import allowed as medicare_allowed
from tests.oracle.price import Price, cents, price_of_code
from tests.oracle.world import VISIT, World

Adjustment = tuple[str, str, Decimal, str]  # group, reason, amount, edit
NOTHING = Decimal("0.00")


@dataclass
class Money:
    """What became of a priced line's charge."""

    allowed: Decimal
    adjustments: list[Adjustment] = field(default_factory=list)
    paid: Decimal = NOTHING
    deductible: Decimal = NOTHING
    copay: Decimal = NOTHING
    coinsurance: Decimal = NOTHING

    @property
    def member(self) -> Decimal:
        return self.deductible + self.copay + self.coinsurance


def allowed_of(world: World, line: Line, price: Price) -> Money:
    """The allowed amount of a line that is paid, and every adjustment down to it."""
    if price.basis == "capitation":
        return Money(NOTHING, [_by("capitated", line.charge)] if line.charge else [])
    units = line.units
    amount = price.amount(line, units)
    adjustments: list[Adjustment] = []
    if over := line.charge - amount:
        adjustments.append(("CO", "45", over, "contract_rate") if over > 0 else ("CO", "94", over, "above_charge"))
    for edit, taken in sorted(line.cuts.items(), key=lambda cut: ORDER[cut[0]]):
        units -= taken
        amount = _reduce(adjustments, edit, amount, price.amount(line, units))
    if line.shares is not None:
        amount = _reduce(adjustments, "concurrent_therapy", amount, price.amount(line, line.shares))
    for edit, bound in (
        ("nursing_only", _nursing_only(world, line)),
        ("medicare_allowed", medicare_allowed_of(world, line)),
    ):
        if bound is not None:
            amount = _reduce(adjustments, edit, amount, min(amount, bound))
    return Money(amount, adjustments)


def _by(edit: str, amount: Decimal) -> Adjustment:
    return EDITS[edit].group, EDITS[edit].reason, amount, edit


def _reduce(adjustments: list[Adjustment], edit: str, before: Decimal, after: Decimal) -> Decimal:
    if before != after:
        adjustments.append(_by(edit, before - after))
    return after


def _nursing_only(world: World, line: Line) -> Decimal | None:
    """What a visit pays at most where nursing is the only service of its days."""
    assert line.terms is not None
    percent = line.terms.nursing.nursing_only_percent
    if line.code != VISIT or percent is None:
        return None
    if any(world.is_therapy(other) and line.shares_a_day_with(other) for other in world.standing_beside(line)):
        return None
    found = price_of_code(world, line, "physician")
    return None if found is None else cents(found * Fraction(percent) / 100 * line.kept)


def medicare_allowed_of(world: World, line: Line) -> Decimal | None:
    """Medicare's allowed amount, where the contract lets it bound its own."""
    assert line.terms is not None
    return medicare_allowed(world, line) if line.terms.medicare.allowed_bounds else None
