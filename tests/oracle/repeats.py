"""Step 11: the same line again, doses too far apart, a further modifier, drug that was not used."""

from __future__ import annotations

from decimal import Decimal

from tests.oracle.line import Line
from tests.oracle.world import World, holds


def repeated(world: World, line: Line, passes: set[Line]) -> None:
    """Step 11; `passes` are the lines that no edit of steps 1 to 10 refuses."""
    if line in passes and any(
        other in passes and other.comes_before(line) and _is_the_same(line, other) for other in world.others(line)
    ):
        line.refuse("duplicate")
    if line.terms is None:
        return
    if world.is_therapy(line) and _doses_lie_too_far_apart(world, line):
        line.refuse("dosing_interval")
    also = line.terms.concurrent_therapies.also_modifier
    if also and line.modifiers & {"SH", "SJ"} and also not in line.modifiers:
        line.refuse("also_modifier_missing")
    if world.is_in(line, "drug") and not stopped_early(world, line):
        _waste(line)


def _is_the_same(line: Line, other: Line) -> bool:
    columns = ("hcpcs_code", "service_unit_quantity", "ndc")
    same = all(line[column] == other[column] for column in columns)
    biller = line["billing_npi"] and line["billing_npi"] == other["billing_npi"]
    days = (line.first, line.last) == (other.first, other.last)
    return bool(same and biller and days and line.modifiers == other.modifiers)


def _doses_lie_too_far_apart(world: World, line: Line) -> bool:
    assert line.terms is not None
    longest = Decimal(line.terms.per_diem.longest_interval_hours or 72)
    return line.first is not None and any(
        order.get("per_diem_code") in {None, "", line.code}
        and holds(order["start_date"], order.get("end_date"), line.first)
        and order.get("dose_interval_hours") is not None
        and order["dose_interval_hours"] > longest
        for order in world.of_member("prescription", line)
    )


def stopped_early(world: World, line: Line) -> bool:
    """Whether a drug was dispensed and not used, and the contract's early-stop rule holds for it."""
    assert line.terms is not None
    rule = line.terms.per_diem
    named = line.code in world.codes(*rule.early_stop_codes or ())
    return "SV" in line.modifiers and world.is_in(line, "drug") and rule.early_stop_days is not None and named


def _waste(line: Line) -> None:
    assert line.terms is not None
    drugs = line.terms.drugs
    unused, discarded = "SV" in line.modifiers, "JW" in line.modifiers
    if not unused and not discarded:
        return
    if drugs.waste == "not_paid" or (drugs.waste is None and unused and drugs.quantity == "administered"):
        line.refuse("waste")
    if drugs.waste == "unforeseen_only":
        line.refuse("waste_review")
