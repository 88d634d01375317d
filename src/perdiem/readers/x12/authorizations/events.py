"""One patient event of a 278 as a request. Codes of the guide are read here; their meanings are in our own words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from perdiem.model.authorization import (
    AuthorizationRequest,
    Identifier,
    Priority,
    Related,
    Requester,
    RequestItem,
    RequestKind,
)
from perdiem.model.faults import Fault
from perdiem.readers.x12.authorizations.transactions import Segment, Transaction

if TYPE_CHECKING:
    from perdiem.readers.x12.authorizations.reading import Event, Level

# UM02, the kind of certification
KINDS = {
    "I": RequestKind.INITIAL,
    "R": RequestKind.RENEWAL,
    "4": RequestKind.RENEWAL,  # more days
    "S": RequestKind.UPDATE,
    "3": RequestKind.CANCEL,
    "1": RequestKind.APPEAL,  # at once
    "2": RequestKind.APPEAL,
}
URGENT = {"03", "U"}  # UM06, level of service: emergency, urgent
ORDERING = ("DK", "DN", "P3", "71")  # who orders, refers, cares or attends: a prescriber
SERVING = ("SJ", "77", "1P", "FA", "72")  # who gives the service, or where
DIAGNOSES = {"ABK", "ABF", "ABJ", "APR", "BK", "BF", "BJ", "PR"}


class _Reading:
    """Gathers the faults of one event while it is read."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.faults: list[Fault] = []

    def wrong(self, segment: Segment, element: int, text: str) -> None:
        self.faults.append(Fault(segment.at(element), segment.name, text, segment[element] or None))

    def day(self, segment: Segment, element: int, text: str) -> date | None:
        try:
            if len(text) != 8:
                raise ValueError
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            self.wrong(segment, element, "should be a day of the calendar as YYYYMMDD")
            return None

    def days(self, segment: Segment) -> tuple[date | None, date | None]:
        """The first and last day of a DTP: D8 is one day, RD8 a span, DT a day with a time."""
        kind, text = segment[2], segment[3]
        if kind == "RD8" and "-" in text:
            first, _, last = text.partition("-")
            return self.day(segment, 3, first), self.day(segment, 3, last)
        if kind in {"D8", "DT"}:
            day = self.day(segment, 3, text[:8])
            return day, day
        self.wrong(segment, 2, "should be D8 or RD8")
        return None, None

    def quantity(self, segment: Segment, element: int) -> Decimal | None:
        text = segment[element]
        if not text:
            return None
        try:
            if not text.replace(".", "", 1).lstrip("-").isdigit():
                raise InvalidOperation
            return Decimal(text)
        except InvalidOperation:
            self.wrong(segment, element, "should be a number")
            return None


def request_of(
    event: Event, transaction: Transaction, zone: ZoneInfo
) -> tuple[AuthorizationRequest | None, list[Fault]]:
    """The request of an event, None where it cannot be read, and its faults."""
    reading = _Reading(zone)
    begin = transaction.segments[0]
    review = event.event.first("UM")
    member = _name(event.subscriber, "IL")
    kind, priority = RequestKind.INITIAL, Priority.STANDARD
    if review is None:
        reading.faults.append(Fault(event.event.segments[0].place, "UM", "the event does not say what is asked (UM)"))
    else:
        if review[2] not in KINDS:
            reading.wrong(review, 2, f"should be one of {', '.join(KINDS)}")
        kind = KINDS.get(review[2], RequestKind.INITIAL)
        is_urgent = review[6] in URGENT or review[2] == "1"
        priority = Priority.EXPEDITED if is_urgent else Priority.STANDARD
    if member is None or not member[9]:
        place = event.subscriber.segments[0].place if event.subscriber else begin.place
        reading.faults.append(Fault(place, "NM1", "the subscriber's number is missing (NM1*IL, element 9)"))
    submitted_at = _submitted(event.head, reading)
    first, last = _event_days(event.event, reading)
    items = tuple(
        _item(reading, service, index, (first, last), review) for index, service in enumerate(event.services, 1)
    )
    if reading.faults or member is None or submitted_at is None:
        if submitted_at is None and not reading.faults:
            reading.faults.append(Fault(begin.place, "BHT", "the time of the request is missing (BHT04)"))
        return None, reading.faults
    person = _name(event.dependent, "QC") or member
    asks = _asking(event.requester)
    payor = _name(event.payer, "X3", "PR")
    return (
        AuthorizationRequest(
            identifier=_identifier(event, transaction),
            payor=(payor[3] or payor[9]) if payor else transaction.receiver,
            member_id=member[9],
            submitted_at=submitted_at,
            items=items,
            birth_date=_birth(event, reading),
            member_last_name=person[3] or None,
            member_first_name=person[4] or None,
            provider_npi=_npi(asks),
            provider_name=asks[3] or None if asks else None,
            requester=_role(asks),
            prescriber_npi=_npi(_name(event.event, *ORDERING)) or _prescribing(asks),
            priority=priority,
            kind=kind,
            related=_related(event.event),
            start_of_service=first,
            diagnoses=tuple(_diagnoses(event.event)),
            channel="x12",
        ),
        reading.faults,
    )


def _name(level: Level | None, *entities: str) -> Segment | None:
    return level.first("NM1", *entities) if level is not None else None


def _npi(name: Segment | None) -> str | None:
    return name[9] if name is not None and name[8] == "XX" and name[9] else None


def _asking(level: Level | None) -> Segment | None:
    return _name(level, "1P", "FA", "2B", "36", "80", "85")


def _role(name: Segment | None) -> Requester | None:
    """Who asks: an organization is taken for the infusion provider, a person for the prescriber (NM102)."""
    if name is None:
        return None
    return {"1": Requester.PRESCRIBER, "2": Requester.INFUSION_PROVIDER}.get(name[2])


def _prescribing(name: Segment | None) -> str | None:
    return _npi(name) if _role(name) is Requester.PRESCRIBER else None


def _identifier(event: Event, transaction: Transaction) -> Identifier:
    """The trace number of the event (TRN02), else the transaction's reference (BHT03), within the sender's numbers."""
    trace = event.event.first("TRN")
    head = event.head.first("BHT")
    system = f"x12:{transaction.sender_qualifier}:{transaction.sender}"
    if trace is not None and trace[2]:
        origin = f":{trace[3]}" if trace[3] else ""
        return Identifier(system + origin, trace[2])
    reference = head[3] if head is not None else ""
    return Identifier(system, f"{reference}/{transaction.segments[0][2]}/{event.event.segments[0][1]}")


def _submitted(head: Level, reading: _Reading) -> datetime | None:
    begin = head.first("BHT")
    if begin is None or not begin[4]:
        return None
    day = reading.day(begin, 4, begin[4])
    text = (begin[5] or "0000")[:6].ljust(6, "0")
    try:
        hour, minute, second = int(text[:2]), int(text[2:4]), int(text[4:])
        local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=reading.zone) if day else None
    except ValueError:
        reading.wrong(begin, 5, "should be a time as HHMM or HHMMSS")
        return None
    return local.astimezone(UTC) if local else None


def _event_days(event: Level, reading: _Reading) -> tuple[date | None, date | None]:
    for qualifier in ("AAH", "472", "435"):
        found = event.first("DTP", qualifier)
        if found is not None:
            first, last = reading.days(found)
            return first, last if found[2] == "RD8" else None
    return None, None


def _birth(event: Event, reading: _Reading) -> date | None:
    level = event.dependent if _name(event.dependent, "QC") else event.subscriber
    found = level.first("DMG") if level is not None else None
    return reading.day(found, 2, found[2]) if found is not None and found[2] else None


def _diagnoses(event: Level) -> list[str]:
    found = []
    for segment in event.every("HI"):
        for element in range(1, 13):
            parts = segment.parts(element)
            if len(parts) > 1 and parts[0] in DIAGNOSES and parts[1]:
                found.append(parts[1])
    return found


def _related(event: Level) -> Related | None:
    """The earlier authorization's number (REF*BB), else the payor's number of the earlier request (REF*NT)."""
    found = event.first("REF", "BB") or event.first("REF", "NT")
    return Related(None, found[2]) if found is not None and found[2] else None


def _item(
    reading: _Reading, level: Level, sequence: int, event_days: tuple[date | None, date | None], review: Segment | None
) -> RequestItem:
    own = level.first("UM")
    service = level.first("SV1") or level.first("SV2") or level.first("SV3")
    code, ndc, quantity, unit = None, None, None, None
    modifiers: tuple[str, ...] = ()
    if service is not None:
        place = 2 if service.name == "SV2" else 3 if service.name == "SV3" else 1
        parts = service.parts(place)
        if parts and parts[0] == "N4":
            ndc = parts[1] if len(parts) > 1 else None
        elif len(parts) > 1:
            code = parts[1].upper() or None
            modifiers = tuple(part.upper() for part in parts[2:6] if part)
        counted = {"SV1": (3, 4), "SV2": (4, 5)}.get(service.name)
        if counted:
            unit, quantity = service[counted[0]] or None, reading.quantity(service, counted[1])
    delivery = level.first("HSD")
    if quantity is None and delivery is not None:
        quantity, unit = reading.quantity(delivery, 2), delivery[1] or unit
    dates = level.first("DTP", "472")
    first, last = reading.days(dates) if dates is not None else event_days
    asked = own if own is not None and own[2] else None
    facility = (own.parts(4) if own is not None else ()) or (review.parts(4) if review is not None else ())
    is_place = len(facility) > 1 and facility[1] == "B"
    return RequestItem(
        sequence=sequence,
        code=code,
        modifiers=modifiers,
        quantity=quantity,
        unit=unit,
        first_day=first,
        last_day=last,
        place_of_service=facility[0] if is_place else None,
        servicing_npi=_npi(_name(level, *SERVING)),
        ndc=ndc,
        description=next((segment[1] for segment in level.every("MSG")), None),
        is_changed=asked is not None and asked[2] == "S",
        is_cancelled=asked is not None and asked[2] == "3",
    )
