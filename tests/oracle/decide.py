"""The oracle: every claim line of a book decided under an agreement, step by step as the rule book has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from perdiem.model.contract import Agreement
from tests.oracle import admission, authorization, beside, concurrent, coverage, days, medicare, nursing, place, repeats
from tests.oracle.edits import EDITS, OF_MONEY, ORDER, UNPRICED
from tests.oracle.line import Line, Row
from tests.oracle.member import coordinate, share_costs
from tests.oracle.money import NOTHING, Money, allowed_of
from tests.oracle.nursing import units_of
from tests.oracle.price import Price, price_of, rounded
from tests.oracle.world import NURSING, World

STEPS_1_TO_10 = (
    admission.processable,
    admission.last_word,
    admission.eligible,
    admission.contracted,
    admission.timely,
    coverage.coded,
    coverage.covered,
    place.cared_for,
    medicare.first,
    authorization.authorized,
)


@dataclass
class Decided:
    """Rows as the tables decided_line, line_adjustment and line_finding have them, in billing order of the lines."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    adjustments: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)


def decide(agreement: Agreement, book: Mapping[str, Sequence[Row]]) -> Decided:
    """Every line's one disposition, its money, its adjustments in order, and what refused or cut it."""
    world = World(agreement, book)
    for step in STEPS_1_TO_10:
        for line in world.lines:
            step(world, line)
    passes = {line for line in world.lines if not line.is_refused}
    for line in world.lines:
        repeats.repeated(world, line, passes)
    _beside_each_other(world)
    prices = _priced(world)
    priced = {line: allowed_of(world, line, prices[line]) for line in world.standing if line.deciding_edit is None}
    share_costs(world, priced)
    coordinate(world, priced)
    return _told(world, prices, priced)


def _beside_each_other(world: World) -> None:
    """Steps 12 to 17, of the standing lines."""
    for line in world.standing:
        line.units = line.kept = units_of(line)
    for line in world.standing:
        if world.counts_days(line):
            days.counted(world, line)
            continue
        days.paired(world, line)
        days.unused_drug(world, line)
        beside.inside(world, line)
        if line.code in NURSING:
            nursing.visited(world, line)
    authorization.quantities(world)
    concurrent.ranked(world)
    nursing.capped(world)
    for line in world.standing:
        if not line.is_refused:
            nursing.day_limit(line)


def _priced(world: World) -> dict[Line, Price]:
    """Step 18 for every line that is left; a line without a price is refused."""
    prices: dict[Line, Price] = {}
    for line in world.standing:
        if line.deciding_edit is not None:
            continue
        price = price_of(world, line)
        if isinstance(price, str):
            line.refuse(price)
        else:
            prices[line] = price
    return prices


def _told(world: World, prices: Mapping[Line, Price], priced: Mapping[Line, Money]) -> Decided:
    decided = Decided()
    for line in world.lines:
        key, number = line.name
        where = {"claim_key": key, "claim_line_number": number}
        edit = line.deciding_edit
        if edit is None:
            price, money = prices[line], priced[line]
            unit, basis, units = rounded(price.unit), price.basis, line.kept
            adjustments = money.adjustments
            edit = "capitated" if price.basis == "capitation" else None
        else:
            money, unit, basis, units = Money(NOTHING), None, None, Fraction(0)
            whole = (EDITS[edit].group, EDITS[edit].reason, line.charge, edit)
            adjustments = [whole] if line.charge else []
        of_member = sum((amount for group, _, amount, _ in adjustments if group == "PR"), NOTHING)
        decided.lines.append(
            where
            | {
                "disposition": "paid" if edit is None else EDITS[edit].disposition,
                "edit": edit,
                "paid_quantity": Decimal(units.numerator) / Decimal(units.denominator),
                "unit_price": unit,
                "price_basis": basis,
                "allowed_amount": money.allowed,
                "paid_amount": money.paid,
                "member_responsibility_amount": of_member,
                "deductible_amount": money.deductible,
                "copay_amount": money.copay,
                "coinsurance_amount": money.coinsurance,
                "authorization_number": line.authorization_number,
                "contract_version": line.version,
                "line_of_business": line.line_of_business,
                "recommendation": line.refusals.get(edit, EDITS[edit].recommendation) if edit else None,
            }
        )
        for group, reason, amount, by in adjustments:
            decided.adjustments.append(
                where | {"group_code": group, "reason_code": reason, "amount": amount, "edit": by}
            )
        by_money = [by for *_, by in adjustments if by in OF_MONEY]
        decided.findings.extend(where | found for found in _findings(line, edit, by_money))
    return decided


def _findings(line: Line, edit: str | None, by_money: Sequence[str]) -> list[dict[str, Any]]:
    """What refused the line, with its cuts where it came as far as its price, and what took money alone."""
    refused = sorted({*line.refusals, *({"capitated"} & {edit})}, key=ORDER.__getitem__)
    found: list[dict[str, Any]] = [{"edit": each, "outcome": "refused", "quantity": None} for each in refused]
    if line.refusals.keys() <= UNPRICED:
        for each, taken in sorted(line.cuts.items(), key=lambda cut: ORDER[cut[0]]):
            quantity = Decimal(taken.numerator) / Decimal(taken.denominator)
            found.append({"edit": each, "outcome": "cut", "quantity": quantity})
    return found + [{"edit": each, "outcome": "cut", "quantity": None} for each in by_money]
