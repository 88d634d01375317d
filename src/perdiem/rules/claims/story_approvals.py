"""Which approvals were looked at for a line, and what each lacks."""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.rules.claims.story_facts import ClaimFacts, LineFacts
from perdiem.rules.claims.story_words import Row, span

MOST_SHOWN = 4


def approvals_looked_at(line: LineFacts, claim: ClaimFacts) -> tuple[str, ...]:
    """A sentence for each approval of the member that is about the line's code or days, with what it lacks."""
    named = line.fact["authorization_named"]
    said = []
    if named and all(item["authorization_number"] != named for item in claim.approvals):
        said.append(f"The claim names authorization {named}; none of the member's approvals has that number.")
    near = sorted(claim.approvals, key=lambda item: _distance(item, line))[:MOST_SHOWN]
    said += [_sentence(item, line) for item in near]
    if len(claim.approvals) > MOST_SHOWN:
        said.append(f"{len(claim.approvals) - MOST_SHOWN} more items of the member's authorizations are further off.")
    return tuple(said or ["The member has no authorization."])


def _distance(item: Row, line: LineFacts) -> tuple[bool, bool, bool, int]:
    """Those for the code or the number named first, then those that hold on the day, then by the days between."""
    fact = line.fact
    days = abs((fact["first_day"] - item["start_date"]).days)
    return (
        item["hcpcs_code"] not in {None, fact["code"]} and item["authorization_number"] != fact["authorization_named"],
        item["status"] != "approved",
        not _holds(item, line),
        days,
    )


def _holds(item: Row, line: LineFacts) -> bool:
    ends = item["end_date"]
    return bool(item["start_date"] <= line.fact["first_day"] and (ends is None or ends >= line.fact["last_day"]))


def _sentence(item: Row, line: LineFacts) -> str:
    what = f"for {item['hcpcs_code']}" if item["hcpcs_code"] else "for every service"
    until = f"{span(item['start_date'], item['end_date'])}" if item["end_date"] else f"from {item['start_date']} on"
    lacks = list(_lacks(item, line))
    verdict = f"; {', '.join(lacks)}" if lacks else ""
    name = f"{item['authorization_number']} item {item['item_number']}"
    return f"Looked at {name}, {what}, {until}, {item['status']}{verdict}."


def _lacks(item: Row, line: LineFacts) -> Iterator[str]:
    fact = line.fact
    if item["status"] != "approved":
        yield "it is not approved"
    if item["start_date"] > fact["first_day"]:
        yield f"it begins after the line's first day, {fact['first_day']}"
    if item["end_date"] is not None and item["end_date"] < fact["last_day"]:
        yield f"it ends before the line's last day, {fact['last_day']}"
    if item["hcpcs_code"] not in {None, fact["code"]}:
        carried = "the contract carries it to this kind of service" if fact["is_carried_by_drug"] else ""
        yield carried or f"it is for another code than {fact['code']}"
    if item["billing_npi"] not in {None, fact["billing_npi"]}:
        yield f"it was given to NPI {item['billing_npi']}"
    if item["requested_date"] is not None and item["requested_date"] > item["start_date"]:
        yield f"it was asked for on {item['requested_date']}, after its start"
