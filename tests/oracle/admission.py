"""Steps 1 to 5: can the line be processed, is its claim the last word, who is covered, by which contract, in time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.oracle.line import Line
from tests.oracle.world import NURSING, World, holds, span_holds

TOO_MUCH = Decimal(10_000_000)
TOO_MANY = Decimal(1_000_000)


def processable(world: World, line: Line) -> None:
    """Step 1."""
    if line.charge < 0 or line.charge >= TOO_MUCH:
        line.refuse("charge_out_of_range")
    if line.first is None:
        line.refuse("service_date_missing")
    elif line.last is not None and line.last < line.first:
        line.refuse("dates_reversed")
    if len(line.days) > 366:
        line.refuse("span_too_long")
    if line.code is None:
        line.refuse("code_missing")
    units = line.quantity
    if units is None or units <= 0 or units >= TOO_MANY:
        line.refuse("units_missing")
    elif units % 1 and not line.in_minutes and (world.counts_days(line) or line.code in NURSING):
        line.refuse("units_not_whole")
    if line.place is None and line["claim_type"] == "professional":
        line.refuse("place_missing")


def last_word(world: World, line: Line) -> None:
    """Step 2."""
    claim = world.claim_of(line)
    if claim["claim_frequency_code"] == "8":
        line.refuse("void_claim")
    if any(other.takes_the_place_of(claim) for other in world.claims.values()):
        line.refuse("superseded_claim")


def eligible(world: World, line: Line) -> None:
    """Step 3."""
    if world.has("eligibility"):
        rows = world.of_member("eligibility", line)
        if not rows:
            line.refuse("member_unknown")
        elif line.first is not None:
            if line.first < min(row["enrollment_start_date"] for row in rows):
                line.refuse("before_coverage")
            elif not all(any(span_holds(row, day) for row in rows) for day in (line.first, line.last)):
                line.refuse("after_coverage")
    if line.terms is None:
        return
    named = line.terms.lines_of_business
    if named and line.line_of_business and line.line_of_business not in named:
        line.refuse("line_of_business_not_covered")
    state = line.span.get("state") if line.span else None
    states = line.terms.service_area.states
    if state and states and state not in states and "CR" not in line.modifiers:
        line.refuse("outside_service_area")


def contracted(world: World, line: Line) -> None:
    """Step 4."""
    if line.first is None:
        return
    if line.terms is None:
        line.refuse("contract_not_in_force")
        return
    listed = [site for site in line.terms.sites.locations or () if site.npi]
    npis = {line[column] for column in ("facility_npi", "rendering_npi", "billing_npi")}
    if listed and not any(site.npi in npis and holds(site.from_, site.to, line.first) for site in listed):
        line.refuse("site_not_listed")


def timely(world: World, line: Line) -> None:
    """Step 5."""
    received = line["received_date"]
    if received is None or line.last is None:
        return
    if received < line.last:
        line.refuse("billed_before_service")
    if line.terms is None:
        return
    claims = line.terms.claims
    if line["claim_frequency_code"] == "7":
        since, most = _replaced_claim_received(world, line), claims.corrected_claim_days
    else:
        since, most = line.last, claims.timely_filing_days
    if since is not None and most is not None and (received - since).days > most:
        line.refuse("filed_late")


def _replaced_claim_received(world: World, line: Line) -> date | None:
    """When the claim was received that this one replaces; of several the first."""
    claim = world.claim_of(line)
    replaced = [other for other in world.claims.values() if claim.takes_the_place_of(other)]
    earliest = min(replaced, key=lambda other: other.order, default=None)
    return earliest["received_date"] if earliest else None
