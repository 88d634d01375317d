"""Step 9, and what Medicare's decision says: is Medicare first, has it decided, what did it allow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.oracle.line import Line, Row
from tests.oracle.world import NURSING, World


def payer(world: World, line: Line) -> Row | None:
    """Medicare fee-for-service as the claim's primary other payor."""
    primary = world.rows("other_payer", claim_key=line["claim_key"], payer_responsibility_code="P")
    medicare = [row for row in primary if row.get("claim_filing_indicator_code") in {"MA", "MB"}]
    return min(medicare, key=lambda row: row["payer_sequence"], default=None)


def is_primary(world: World, line: Line) -> bool:
    """Whether Medicare fee-for-service pays first: as eligibility says, else as the claim says."""
    said = line.span.get("is_medicare_primary") if line.span else None
    return payer(world, line) is not None if said is None else bool(said)


def decisions(world: World, line: Line, other: Row) -> list[Row]:
    """What another payor decided on the lines of the claim."""
    if not other.get("payer_id"):
        return []
    return list(world.rows("other_payer_line", claim_key=line["claim_key"], payer_id=other["payer_id"]))


def has_decided(world: World, line: Line) -> bool:
    """Whether Medicare has a remittance date or a paid amount, on the claim or on one of its lines."""
    other = payer(world, line)
    if other is None:
        return False
    rows = [other, *decisions(world, line, other)]
    return any(row.get("remittance_date") or row.get("paid_amount") is not None for row in rows)


def is_excluded(world: World, line: Line) -> bool:
    """Whether Medicare excludes the service by law."""
    code = line.code or ""
    if code.startswith("S") or code in NURSING:
        return True
    return world.is_in(line, "drug") and code not in world.sets.medicare_home_drugs


def first(world: World, line: Line) -> None:
    """Step 9."""
    if line.terms is None or not is_primary(world, line):
        return
    terms = line.terms.medicare
    excluded = is_excluded(world, line)
    if has_decided(world, line):
        if excluded and terms.crossover_of_excluded == "refused":
            line.refuse("medicare_crossover")
        waited = _days_since_remittance(world, line)
        if waited is not None and terms.crossover_wait_days is not None and waited < terms.crossover_wait_days:
            line.refuse("crossover_wait")
    elif not (excluded and _may_come_directly(line)):
        line.refuse("medicare_first")
    if terms.gy_lines == "whole_claim":
        with_gy = {"GY" in other.modifiers for other in world.claim_of(line).lines}
        if with_gy == {True, False}:
            line.refuse("gy_whole_claim")


def _may_come_directly(line: Line) -> bool:
    assert line.terms is not None
    how = line.terms.medicare.excluded_services
    has_gy = "GY" in line.modifiers
    if how == "gy_accepted_directly":
        return has_gy
    return how == "direct_when_documented" and bool(has_gy or line["claim_note"] or line["line_note"])


def _days_since_remittance(world: World, line: Line) -> int | None:
    other, received = payer(world, line), line["received_date"]
    if other is None or received is None:
        return None
    on_lines = [row["remittance_date"] for row in decisions(world, line, other) if row.get("remittance_date")]
    decided: date | None = other.get("remittance_date") or max(on_lines, default=None)
    return None if decided is None else (received - decided).days


def allowed(world: World, line: Line) -> Decimal | None:
    """What Medicare allowed on the line, where it decided first; None where it cannot be told."""
    other = payer(world, line)
    if other is None or not is_primary(world, line) or not has_decided(world, line):
        return None
    if len(world.claim_of(line).lines) == 1 and other.get("allowed_amount") is not None:
        return Decimal(other["allowed_amount"])
    number = line["claim_line_number"]
    paid = [row for row in decisions(world, line, other) if row["claim_line_number"] == number]
    adjusted = [
        row
        for row in world.rows("other_payer_adjustment", claim_key=line["claim_key"], claim_line_number=number)
        if row.get("payer_id") == other.get("payer_id")
    ]
    if not paid:
        return None
    owed = [row for row in adjusted if row.get("group_code") == "PR"]
    return sum(
        (Decimal(amount or 0) for amount in [*(r.get("paid_amount") for r in paid), *(r.get("amount") for r in owed)]),
        Decimal(0),
    )
