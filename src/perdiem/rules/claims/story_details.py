"""What stood behind a finding: the other line, the days, the approval, the dates that were looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.wording import value_words
from perdiem.rules.claims.story_approvals import approvals_looked_at
from perdiem.rules.claims.story_facts import ClaimFacts, LineFacts
from perdiem.rules.claims.story_words import and_more, counted, day_runs, line_names, number, span

DAY_REASONS: Mapping[str, int] = {
    "general_beside_specific": 1,
    "pair_not_together": 2,
    "catheter_care_beside_therapy": 3,
    "hold_over": 4,
    "inpatient_day": 5,
    "no_infusion": 6,
    "duplicate_day": 7,
}
"""The number by which the plan knows each reason for which a day is unpaid."""
PLACES = frozenset({"suite_place", "place_not_home", "setting", "nursing_place", "suite_not_covered"})
APPROVALS = frozenset(
    {"authorization_wrong", "authorization_other_provider", "authorization_late", "authorization_missing"}
)
COVERAGE = frozenset({"member_unknown", "before_coverage", "after_coverage"})
Details = Iterator[str]


def details_of(edit: str, line: LineFacts, claim: ClaimFacts, contract: Contract, sets: CodeSets) -> tuple[str, ...]:
    """Sentences on what was looked at, for one finding of a line."""
    said = list(_lines_in_the_way(edit, line, claim))
    if edit in DAY_REASONS and line.days[DAY_REASONS[edit]]:
        said.append(f"Days that do not count: {day_runs(line.days[DAY_REASONS[edit]])}.")
    if edit in APPROVALS:
        said += approvals_looked_at(line, claim)
    elif edit in COVERAGE:
        said += _coverage(claim)
    elif edit in PLACES and line.fact["place"]:
        said.append(_place(line, sets))
    elif edit == "code_not_in_force":
        said += _in_force(line, sets)
    elif edit in _OF:
        said += _OF[edit](line, claim, contract)
    return tuple(said)


def _lines_in_the_way(edit: str, line: LineFacts, claim: ClaimFacts) -> Details:
    others = line.others.get(edit)
    if others:
        words = {
            "duplicate": "The earlier line is",
            "duplicate_day": "Already billed on",
            "inside_per_diem": "The per diem is",
            "concurrent_therapy": "On shared days it comes after",
        }.get(edit, "In the way stands")
        yield f"{words} {line_names(others, claim.head['claim_key'])}."


def _coverage(claim: ClaimFacts) -> Details:
    if not claim.coverage:
        yield f"Eligibility has no row of member {claim.head['member_id']}."
        return
    spans = [
        span(row["enrollment_start_date"], row["enrollment_end_date"]) if row["enrollment_end_date"]
        else f"{row['enrollment_start_date']} until further notice"
        for row in claim.coverage
    ]  # fmt: skip
    yield f"The member is covered {and_more(spans, 'span')}."


def _place(line: LineFacts, sets: CodeSets) -> str:
    place = line.fact["place"]
    known = sets.places.get(place)
    return f"The line was billed with place of service {place}" + (f" ({known.name})." if known else ".")


def _in_force(line: LineFacts, sets: CodeSets) -> Details:
    known = sets.get(line.fact["code"])
    if known is not None:
        first, last = known.in_force.first, known.in_force.last
        yield f"{known.code} is in force{f' from {first}' if first else ''}{f' to {last}' if last else ''}."


def _superseded(_line: LineFacts, claim: ClaimFacts, _contract: Contract) -> Details:
    if claim.replaced_by:
        yield f"The later claim is {claim.replaced_by}."


def _filed(line: LineFacts, _claim: ClaimFacts, _contract: Contract) -> Details:
    received, last = line.fact["received_date"], line.fact["last_day"]
    yield f"Received on {received}, {counted((received - last).days, 'day')} after the line's last day, {last}."


def _too_soon(line: LineFacts, _claim: ClaimFacts, _contract: Contract) -> Details:
    yield f"Received on {line.fact['received_date']}; the line's last day is {line.fact['last_day']}."


def _version(line: LineFacts, _claim: ClaimFacts, contract: Contract) -> Details:
    yield f"The line's first day is {line.fact['first_day']}; the last version holds {contract.effective.period}."


def _site(_line: LineFacts, claim: ClaimFacts, _contract: Contract) -> Details:
    names = {"facility": "facility_npi", "rendering": "rendering_npi", "billing": "billing_npi"}
    given = [f"{name} NPI {claim.head[column]}" for name, column in names.items() if claim.head.get(column)]
    yield f"The claim names {and_more(given, 'NPI')}." if given else "The claim names no NPI."


def _business(line: LineFacts, _claim: ClaimFacts, _contract: Contract) -> Details:
    yield f"The line counts as {value_words(line.decided['line_of_business'])}."


def _state(line: LineFacts, _claim: ClaimFacts, _contract: Contract) -> Details:
    yield f"Eligibility says that the member lives in {line.fact['member_state']}."


def _units_and_days(line: LineFacts, _claim: ClaimFacts, _contract: Contract) -> Details:
    yield f"{counted(line.fact['units'], 'unit')} on {counted(line.fact['days'], 'day')}."


def _doses(line: LineFacts, _claim: ClaimFacts, _contract: Contract) -> Details:
    yield (
        f"The prescription has a dose every {number(line.fact['dose_interval_hours'])} hours;"
        f" a per diem serves doses up to every {line.fact['longest_interval_hours']} hours."
    )


def _modifiers(line: LineFacts, _claim: ClaimFacts, _contract: Contract) -> Details:
    yield f"The line has {line.decided['modifiers'] or 'no modifier'}."


def _lacking(line: LineFacts, _claim: ClaimFacts, _contract: Contract) -> Details:
    for rank in line.ranks:
        if rank["lacks_modifier"]:
            days = f"{counted(rank['days'], 'day')}: {span(rank['first_day'], rank['last_day'])}"
            yield f"It was second or later on {days}."


def _approved(line: LineFacts, claim: ClaimFacts, _contract: Contract) -> Details:
    for item in claim.approvals:
        is_it = item["authorization_number"] == line.decided["authorization_number"]
        if is_it and item["hcpcs_code"] == line.fact["code"] and item["approved_quantity"] is not None:
            yield (
                f"Authorization {item['authorization_number']} approves {counted(item['approved_quantity'], 'unit')}"
                f" of {item['hcpcs_code']}; earlier lines use it up first."
            )


def _priced(line: LineFacts, _claim: ClaimFacts, _contract: Contract) -> Details:
    basis = str(line.price.get("basis") or "price")
    shown = basis.upper() if len(basis) == len("asp") else basis.replace("_", " ")
    ndc = f" or of package {line.fact['ndc']}" if line.fact["ndc"] else ""
    yield f"Looked for: the {shown} of {line.fact['code']}{ndc} on {line.fact['first_day']}."


def _own_days(line: LineFacts, _claim: ClaimFacts, _contract: Contract) -> Details:
    yield f"The line has {counted(line.fact['days'], 'day')}: {span(line.fact['first_day'], line.fact['last_day'])}."


def _stays(line: LineFacts, claim: ClaimFacts, _contract: Contract) -> Details:
    for stay in claim.stays:
        begins, ends = stay["encounter_start_date"], stay["encounter_end_date"]
        if begins <= line.fact["last_day"] and (ends is None or ends > line.fact["first_day"]):
            yield f"In hospital from {begins}" + (f", discharged on {ends}." if ends else ", not discharged.")


_OF: Mapping[str, Callable[[LineFacts, ClaimFacts, Contract], Details]] = {
    "superseded_claim": _superseded,
    "filed_late": _filed,
    "billed_before_service": _too_soon,
    "contract_not_in_force": _version,
    "site_not_listed": _site,
    "line_of_business_not_covered": _business,
    "outside_service_area": _state,
    "units_over_days": _units_and_days,
    "units_over_day_limit": _units_and_days,
    "dosing_interval": _doses,
    "modifiers_conflict": _modifiers,
    "also_modifier_missing": _modifiers,
    "suite_modifier_missing": _modifiers,
    "modifier_missing": _lacking,
    "authorization_exceeded": _approved,
    "price_missing": _priced,
    "acquisition_cost_missing": _priced,
    "month_crossed": _own_days,
    "line_too_short": _own_days,
    "span_too_long": _own_days,
    "inpatient_day": _stays,
}
