"""How long and how large what is kept of a request may be; the store's columns end there."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perdiem.model.authorization import AuthorizationRequest
from perdiem.model.resource_issue import ResourceIssue

MOST_QUANTITY = Decimal(10) ** 12  # units: beyond anything that is infused, and within what is kept exactly
MOST_SEQUENCE = 2**31 - 1  # a positiveInt of FHIR
CLAIM = "Bundle.entry[0].resource"


def limit_faults(request: AuthorizationRequest) -> Iterator[ResourceIssue]:
    """Every part of a request that is longer or larger than can be kept."""
    texts = {
        "Bundle.identifier": (request.identifier.system, 400),
        f"{CLAIM}.identifier": (request.identifier.value, 400),
        f"{CLAIM}.insurer": (request.payor, 400),
        f"{CLAIM}.patient": (request.member_id, 80),
    }
    for place, (text, most) in texts.items():
        if len(text) > most:
            yield _too_long(place, len(text), most)
    for row, item in enumerate(request.items):
        place = f"{CLAIM}.item[{row}]"
        if item.code and len(item.code) > 20:
            yield _too_long(f"{place}.productOrService", len(item.code), 20)
        if not 0 < item.sequence <= MOST_SEQUENCE:
            yield ResourceIssue("value", f"A sequence is from 1 to {MOST_SEQUENCE}.", f"{place}.sequence")
        if item.quantity is not None and abs(item.quantity) >= MOST_QUANTITY:
            yield ResourceIssue("value", f"No quantity is as large as {item.quantity:.3e}.", f"{place}.quantity")
    for row, attachment in enumerate(request.attachments):
        place = f"{CLAIM}.supportingInfo (document {row + 1})"
        for text, most in ((attachment.title, 400), (attachment.content_type, 200), (attachment.answers or "", 400)):
            if len(text) > most:
                yield _too_long(place, len(text), most)


def _too_long(place: str, length: int, most: int) -> ResourceIssue:
    return ResourceIssue("too-long", f"It has {length} characters; at most {most} are kept.", place)
