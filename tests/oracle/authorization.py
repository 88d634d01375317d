"""Step 10: does the line need authorization, which item carries it, and how far its quantity goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from perdiem.model.contract import Contract
from perdiem.model.terms.types import LineOfBusiness
from perdiem.rules.authorization.requirement import requirement
from tests.oracle.line import ONE_DAY, Line, Row
from tests.oracle.world import NURSING, World, holds

KINDS = {
    "per_diem": ("any_per_diem",),
    "supplies": ("supplies", "kits", "pn_kit", "enteral_supplies"),
    "equipment": ("equipment",),
    "nursing": ("any_nursing",),
}
# by the calendar of 5 U.S.C. 6103; a holiday on a Saturday is kept on the Friday, on a Sunday on the Monday
FEDERAL = {
    date(year, month, day)
    for year, days in {
        2025: "1-1 1-20 2-17 5-26 6-19 7-4 9-1 10-13 11-11 11-27 12-25",
        2026: "1-1 1-19 2-16 5-25 6-19 7-3 9-7 10-12 11-11 11-26 12-25",
        2027: "1-1 1-18 2-15 5-31 6-18 7-5 9-6 10-11 11-11 11-25 12-24 12-31",
    }.items()
    for month, day in (map(int, each.split("-")) for each in days.split())
}


def authorized(world: World, line: Line) -> None:
    """Step 10, but for quantities."""
    if line.terms is None or line.code is None or not _is_needed(world, line):
        return
    number = line["line_authorization_number"] or line["claim_authorization_number"]
    recommendation = _recommendation(world, line)
    if not world.has("authorization_item"):
        if number:
            line.authorization_number = number
        else:
            line.refuse("authorization_missing", recommendation)
        return
    candidates = list(_candidates(world, line))
    ours = [(rank, item) for rank, item in candidates if _counts_for_biller(line, line.terms, item)]
    in_time = [(rank, item) for rank, item in ours if not _is_late(line.terms, item)]
    if in_time:
        best = min(rank for rank, _ in in_time)
        line.authorization = max((item for rank, item in in_time if rank == best), key=_begins_last)
        line.authorization_number = line.authorization["authorization_number"]
    elif ours:
        line.refuse("authorization_late")
    elif candidates:
        line.refuse("authorization_other_provider")
    else:
        line.refuse("authorization_wrong" if number else "authorization_missing", recommendation)


def _is_needed(world: World, line: Line) -> bool:
    assert line.terms is not None
    assert line.code is not None
    found = requirement(
        line.terms,
        world.sets,
        line.code,
        cast("LineOfBusiness | None", line.line_of_business),
        for_de_clotting=world.is_de_clotting_visit(line),
    )
    if found.rule is not None and found.rule.when:
        return False
    if found.needed == "listed_only":
        return line.code in world.codes(*line.terms.authorization.listed or ())
    return found.needed == "yes"


def _candidates(world: World, line: Line) -> Iterator[tuple[int, Row]]:
    """Approved items that hold on the line's first and last day and reach its code: 0 by code, 1 for all, 2 carried."""
    if line.first is None or line.last is None:
        return
    carries = line.terms.authorization.drug_approval_carries if line.terms else None
    for item in world.of_member("authorization_item", line):
        if item["status"] != "approved":
            continue
        if not all(holds(item["start_date"], item.get("end_date"), day) for day in (line.first, line.last)):
            continue
        code = item.get("hcpcs_code")
        if not code:
            yield 1, item
        elif code == line.code:
            yield 0, item
        elif code in world.family("drug") and any(
            kind in KINDS and world.is_in(line, *KINDS[kind]) for kind in carries or ()
        ):
            yield 2, item


def _counts_for_biller(line: Line, terms: Contract, item: Row) -> bool:
    given_to = item.get("billing_npi")
    if not given_to or given_to == line["billing_npi"]:
        return True
    listed = {site.npi for site in terms.sites.locations or () if site.npi}
    return bool(terms.sites.same_terms) and {given_to, line["billing_npi"]} <= listed


def _is_late(terms: Contract, item: Row) -> bool:
    most, asked = terms.authorization.late_request_working_days, item.get("requested_date")
    return most is not None and asked is not None and working_days(item["start_date"], asked) > most


def working_days(start: date, end: date) -> int:
    """Mondays to Fridays that are no federal holiday, after the first day, up to and with the other."""
    days = [start + n * ONE_DAY for n in range(1, (end - start).days + 1)]
    return sum(day.weekday() < 5 and day not in FEDERAL for day in days)


def _begins_last(item: Row) -> tuple[Any, ...]:
    return item["start_date"], item["authorization_number"], item["item_number"]


def _recommendation(world: World, line: Line) -> int:
    if world.is_de_clotting_visit(line) or world.is_in(line, "de_clotting_kit"):
        return 3
    return 14 if line.code in NURSING else 8


def quantities(world: World) -> None:
    """What is over an item's quantity is cut: lines use it up in billing order with what else is left of them."""
    used: dict[tuple[Any, ...], Fraction] = {}
    for line in world.standing:
        item = line.authorization
        if line.is_refused or item is None or item.get("hcpcs_code") != line.code:
            continue
        if item.get("approved_quantity") is None:
            continue
        key = item["authorization_number"], item["item_number"]
        left = max(Fraction(Decimal(item["approved_quantity"])) - used.get(key, Fraction(0)), Fraction(0))
        if world.counts_days(line) or line.code in NURSING:
            left = Fraction(left // 1)  # per diems and visits are paid whole
        keeps = min(line.kept, left)
        used[key] = used.get(key, Fraction(0)) + keeps
        line.cut("authorization_exceeded", line.kept - keeps)
        if world.counts_days(line):
            line.days_paid = line.days_paid[: int(keeps)]
