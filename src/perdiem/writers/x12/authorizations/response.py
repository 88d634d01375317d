"""Decisions as a 278 response: the request's levels again, each item with what was decided of it (HCR).

X12's list of reasons for a denial is not public, so HCR03 is left empty and the reason is told in words (MSG), as the
specific reason that CMS-0057-F asks for. A service that needs no authorization is answered as certified (A1).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

from perdiem.model.authorization import (
    Action,
    AuthorizationRequest,
    CarriedService,
    Decision,
    ItemDecision,
    Outcome,
    RequestItem,
)
from perdiem.model.interchange import Interchange
from perdiem.writers.x12.authorizations.levels import (
    GROUP,
    VERSION,
    Levels,
    Sending,
    days,
    member_name,
    payor_name,
    requester_name,
    review,
    service,
)
from perdiem.writers.x12.interchange_text import X12Text, day

# HCR01, what was decided
ACTIONS = {
    Action.APPROVE: "A1",
    Action.APPROVE_CARRIED: "A1",
    Action.NOT_REQUIRED: "A1",
    Action.MODIFIED: "A6",
    Action.PEND: "A4",
    Action.DENY: "A3",
    Action.CANCEL: "C",
}
# AAA03 (why refused) and AAA04 (what to do) of errors: 15 data missing or wrong, 75 not found, 33 input errors
ERRORS = {
    "member_missing": ("72", "C"),
    "birth_date_differs": ("71", "C"),
    "related_unknown": ("33", "C"),
    "other_payor": ("42", "N"),
}
OTHER_ERROR = ("33", "C")
LONGEST_MESSAGE = 264  # of MSG01


def write_278_responses(
    answered: Sequence[tuple[AuthorizationRequest, Decision]],
    stream: TextIO,
    sending: Sending,
    *,
    created: datetime,
    time_zone: str,
    control_number: int = 1,
) -> None:
    """Writes the decisions as one interchange, a transaction each. Times are written in `time_zone`."""
    text = X12Text(stream, created, control_number)
    ends = Interchange(
        "", sending.receiver_qualifier, sending.receiver, sending.sender_qualifier, sending.sender, "", "",
        "T" if sending.is_test else "P",
    )  # fmt: skip
    with text.interchange(ends), text.group(GROUP, sending.sender, sending.receiver, VERSION):
        for request, decision in answered:
            with text.transaction("278", VERSION):
                _response(text, request, decision, ZoneInfo(time_zone))


def _response(text: X12Text, request: AuthorizationRequest, decision: Decision, zone: ZoneInfo) -> None:
    at = decision.decided_at.astimezone(zone)
    text.segment("BHT", "0007", "11", request.identifier.value[:50], day(at.date()), f"{at:%H%M%S}", "18")
    levels = Levels(text)
    with levels.level("20", has_children=True):
        payor_name(text, request)
        with levels.level("21", has_children=True):
            requester_name(text, request)
            with levels.level("22", has_children=True):
                member_name(text, request)
                with levels.level("EV", has_children=bool(decision.items)):
                    _event(text, request, decision)
                    asked = {item.sequence: item for item in request.items}
                    for item in decision.items:
                        with levels.level("SS", has_children=False):
                            _item(text, asked.get(item.sequence), item)
                    for carried in decision.carried:
                        with levels.level("SS", has_children=False):
                            _carried(text, carried)


def _event(text: X12Text, request: AuthorizationRequest, decision: Decision) -> None:
    text.segment("TRN", 2, request.identifier.value[:50])
    for error in decision.errors:
        reason, follow_up = ERRORS.get(error.code, OTHER_ERROR)
        text.segment("AAA", "N", None, reason, follow_up)
    review(text, request)
    if decision.outcome is not Outcome.ERROR:
        numbers = {item.authorization_number for item in decision.items if item.action.is_approval}
        text.segment("HCR", _as_a_whole(decision), numbers.pop() if len(numbers) == 1 else None)
    text.segment("REF", "NT", decision.number)
    days(text, "AAH", request.start_of_service, None)
    for error in decision.errors:
        text.segment("MSG", error.sentence[:LONGEST_MESSAGE])


def _as_a_whole(decision: Decision) -> str:
    """HCR01 of the event: its items' answer where they agree, else pended while one is, else certified in part."""
    codes = {ACTIONS[item.action] for item in decision.items if item.action is not Action.CANCEL}
    if not codes:
        return "C"
    if len(codes) == 1:
        return codes.pop()
    return "A4" if "A4" in codes else "A6" if "A3" not in codes else "A2"


def _item(text: X12Text, asked: RequestItem | None, item: ItemDecision) -> None:
    text.segment("HCR", ACTIONS[item.action], item.authorization_number)
    if item.action.is_approval:
        days(text, "472", item.first_day, item.last_day)
    elif asked is not None:
        days(text, "472", asked.first_day, asked.last_day)
    granted = item.quantity if item.action.is_approval else asked.quantity if asked else None
    if asked is not None:
        service(
            text,
            RequestItem(asked.sequence, asked.code, asked.modifiers, granted, asked.unit, ndc=asked.ndc),
        )
    elif item.code:
        service(text, RequestItem(item.sequence, item.code, quantity=granted))
    text.segment("MSG", item.reason.sentence[:LONGEST_MESSAGE])
    for missing in item.missing:
        text.segment("MSG", missing.sentence[:LONGEST_MESSAGE])


def _carried(text: X12Text, carried: CarriedService) -> None:
    """What nobody asked for and is authorized along: the usual codes of the kind, or the kind in words."""
    text.segment("HCR", "A1", carried.authorization_number)
    days(text, "472", carried.first_day, carried.last_day)
    if carried.usual_codes:
        service(text, RequestItem(0, carried.usual_codes[0]))
    text.segment("MSG", carried.reason.sentence[:LONGEST_MESSAGE])
