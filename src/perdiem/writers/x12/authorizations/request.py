"""Requests for authorization as a 278."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

from perdiem.model.authorization import AuthorizationRequest, RequestItem, RequestKind
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

MOST_DIAGNOSES = 12  # of one HI segment


def write_278_requests(
    requests: Sequence[AuthorizationRequest],
    stream: TextIO,
    sending: Sending,
    *,
    created: datetime,
    time_zone: str,
    control_number: int = 1,
) -> None:
    """Writes the requests as one interchange, a transaction each. Times are written in `time_zone`.

    Attachments, the contract's name, the benefit and the line of business have no place in a 278 and are not written.
    """
    text = X12Text(stream, created, control_number)
    ends = Interchange(
        "", sending.receiver_qualifier, sending.receiver, sending.sender_qualifier, sending.sender, "", "",
        "T" if sending.is_test else "P",
    )  # fmt: skip
    with text.interchange(ends), text.group(GROUP, sending.sender, sending.receiver, VERSION):
        for request in requests:
            with text.transaction("278", VERSION):
                _request(text, request, ZoneInfo(time_zone))


def _request(text: X12Text, request: AuthorizationRequest, zone: ZoneInfo) -> None:
    at = request.submitted_at.astimezone(zone)
    text.segment("BHT", "0007", "13", request.identifier.value[:50], day(at.date()), f"{at:%H%M%S}")
    levels = Levels(text)
    with levels.level("20", has_children=True):
        payor_name(text, request)
        with levels.level("21", has_children=True):
            requester_name(text, request)
            with levels.level("22", has_children=True):
                member_name(text, request)
                with levels.level("EV", has_children=bool(request.items)):
                    _event(text, request)
                    for item in request.items:
                        with levels.level("SS", has_children=False):
                            _item(text, request, item)


def _event(text: X12Text, request: AuthorizationRequest) -> None:
    text.segment("TRN", 1, request.identifier.value[:50])
    review(text, request)
    if request.related is not None:
        related = request.related
        number = related.authorization_number or (related.identifier.value if related.identifier else None)
        text.segment("REF", "BB", number)
    days(text, "AAH", request.start_of_service, None)
    if request.diagnoses:
        coded = [
            ("ABK" if place == 0 else "ABF", code) for place, code in enumerate(request.diagnoses[:MOST_DIAGNOSES])
        ]
        text.segment("HI", *coded)
    if request.prescriber_npi and request.prescriber_npi != request.provider_npi:
        text.segment("NM1", "DK", 1, "NOT GIVEN", None, None, None, None, "XX", request.prescriber_npi)


def _item(text: X12Text, request: AuthorizationRequest, item: RequestItem) -> None:
    kind = "3" if item.is_cancelled else "S" if item.is_changed else None
    if kind or item.place_of_service:
        initial = "I" if request.kind is RequestKind.INITIAL else kind
        place = (item.place_of_service, "B") if item.place_of_service else None
        text.segment("UM", "HS", kind or initial, None, place)
    days(text, "472", item.first_day, item.last_day)
    service(text, item)
    if item.description:
        text.segment("MSG", item.description[:264])
    if item.servicing_npi:
        text.segment("NM1", "SJ", 2, "NOT GIVEN", None, None, None, None, "XX", item.servicing_npi)
