"""Step 14: which therapy of a day is first, second, third, and what share of its day it pays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from perdiem.model.terms.per_diem import ConcurrentTherapies
from tests.oracle.line import Line
from tests.oracle.price import unit_price
from tests.oracle.world import World


def ranked(world: World) -> None:
    """Step 14 for every therapy: days that lack their modifier are cut, `shares` sums the shares of the rest."""
    therapies = [line for line in world.standing if world.is_therapy(line) and line.days_paid and not line.is_refused]
    on_day = {line.name: list(line.days_paid) for line in therapies}
    for line in therapies:
        assert line.terms is not None
        terms = line.terms.concurrent_therapies
        marked = line.modifiers & {"SH", "SJ"}
        shares, kept = Fraction(0), []
        for day in on_day[line.name]:
            rank = _rank(world, line, day, [other for other in therapies if day in on_day[other.name]])
            if rank > 1 and terms.sh_sj == "required" and not marked:
                continue
            stated = (terms.first, terms.second, terms.third)[min(rank, 3) - 1]
            shares += Fraction(Decimal(100) if stated is None else stated) / 100
            kept.append(day)
        line.cut("modifier_missing", Fraction(len(on_day[line.name]) - len(kept)))
        line.days_paid, line.shares = kept, shares


def _rank(world: World, line: Line, day: date, of_day: list[Line]) -> int:
    """The line's place among the member's therapies of the day, by the contract in force on the day, else its own."""
    if not line.member:
        return 1
    theirs = [other for other in of_day if other.member == line.member]
    terms = next((contract for period, contract in world.agreement.versions if day in period), line.terms)
    assert terms is not None
    return 1 + sorted(theirs, key=lambda other: _before(world, terms.concurrent_therapies, other)).index(line)


def _before(world: World, terms: ConcurrentTherapies, other: Line) -> tuple[Any, ...]:
    """What sorts a therapy among those of the day under these terms."""
    billed = 0
    if terms.sh_sj != "not_used":
        billed = 2 if "SJ" in other.modifiers else 1 if "SH" in other.modifiers else 0
    price = unit_price(world, other) if terms.first_is == "highest_rate" else Fraction(0)
    return price is None, -(price or 0), billed, other.billing_order
