"""Steps 19 and 20: what the member pays, and what another payor has paid before."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from perdiem.model.terms.member import MemberCost
from tests.oracle.line import Line, Row
from tests.oracle.medicare import decisions
from tests.oracle.money import NOTHING, Money
from tests.oracle.price import cents
from tests.oracle.world import ADDED_HOUR, DE_CLOTTING, VISIT, World


def share_costs(world: World, priced: Mapping[Line, Money]) -> None:
    """Step 19: deductible, copay and coinsurance of every paid line; accumulators are used up in billing order."""
    deductible_used: dict[int, Decimal] = {}
    pocket_used: dict[int, Decimal] = {}
    for line, money in priced.items():  # in billing order
        span = line.span or {}
        key = id(line.span)
        entry = _entry(world, line)
        if entry is not None:
            money.copay = min(_copay(world, line, entry), money.allowed)
            if entry.deductible != "waived":
                left = _left(span.get("deductible_left"), deductible_used.get(key))
                money.deductible = min(left or NOTHING, money.allowed - money.copay)
            rest = money.allowed - money.copay - money.deductible
            money.coinsurance = cents(Fraction(rest) * Fraction(entry.coinsurance or 0) / 100)
        deductible_used[key] = deductible_used.get(key, NOTHING) + money.deductible
        limit = _left(span.get("out_of_pocket_left"), pocket_used.get(key))
        if limit is not None:
            limit_member(money, limit)
        pocket_used[key] = pocket_used.get(key, NOTHING) + money.member
        money.paid = money.allowed - money.member


def _left(on_first_day: Decimal | None, used: Decimal | None) -> Decimal | None:
    return None if on_first_day is None else max(Decimal(on_first_day) - (used or NOTHING), NOTHING)


def limit_member(money: Money, most: Decimal) -> None:
    """Take back what is beyond: from coinsurance first, then copay, then deductible."""
    for part in ("coinsurance", "copay", "deductible"):
        back = min(max(money.member - most, NOTHING), getattr(money, part))
        setattr(money, part, getattr(money, part) - back)


def _entry(world: World, line: Line) -> MemberCost | None:
    """The entry of `member_cost` that decides; none where de-clotting costs the member nothing."""
    assert line.terms is not None
    de_clotting = line.code in DE_CLOTTING or world.is_de_clotting_visit(line)
    if de_clotting and line.terms.de_clotting.member_cost == "none":
        return None
    fitting = []
    for row, entry in enumerate(line.terms.member_cost or ()):
        codes = world.codes(*entry.for_ or ("everything",))
        means_unknown = "everything" in (entry.for_ or ()) and line.code not in world.sets.codes
        if entry.for_ and line.code not in codes and not means_unknown:
            continue
        if entry.lines_of_business and line.line_of_business not in entry.lines_of_business:
            continue
        fitting.append((not entry.lines_of_business, len(codes), row, entry))
    return min(fitting, key=lambda found: found[:3])[3] if fitting else None


def _copay(world: World, line: Line, entry: MemberCost) -> Decimal:
    if entry.copay is None or line.code == ADDED_HOUR:
        return NOTHING
    by_unit = world.counts_days(line) or line.code == VISIT
    return cents(Fraction(entry.copay) * (line.kept if by_unit else 1))


def coordinate(world: World, priced: Mapping[Line, Money]) -> None:
    """Step 20, and the member's and the other payors' adjustments of every paid line."""
    for claim in world.claims.values():
        others = list(world.rows("other_payer", claim_key=claim.key))
        pool = sum(
            (
                Decimal(other.get("paid_amount") or 0)
                for other in others
                if not _speaks_of_lines(world, claim.lines[0], other)
            ),
            NOTHING,
        )
        for line in claim.lines:
            if line not in priced:
                continue
            money = priced[line]
            taken = min(max(pool, NOTHING), money.allowed)
            pool -= taken
            before = taken + sum(
                (
                    Decimal(row.get("paid_amount") or 0)
                    for row in world.rows("other_payer_line", claim_key=claim.key)
                    if row["claim_line_number"] == line["claim_line_number"]
                ),
                NOTHING,
            )
            money.paid = max(min(money.paid, money.allowed - before), NOTHING)
            limit_member(money, max(money.allowed - before - money.paid, NOTHING))
            _adjust(money)


def _speaks_of_lines(world: World, line: Line, other: Row) -> bool:
    return any(row.get("paid_amount") is not None for row in decisions(world, line, other))


def _adjust(money: Money) -> None:
    for reason, edit in (("1", "deductible"), ("3", "copay"), ("2", "coinsurance")):
        if getattr(money, edit):
            money.adjustments.append(("PR", reason, getattr(money, edit), edit))
    rest = money.allowed - money.paid - money.member
    if rest:
        money.adjustments.append(("OA", "23", rest, "other_payer"))
