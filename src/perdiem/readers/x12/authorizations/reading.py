"""From the transactions of a 278 to requests: the levels, by their order and HL03, each patient event a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from perdiem.model.authorization import AuthorizationRequest
from perdiem.model.faults import Fault, Severity
from perdiem.model.interchange import X12Position
from perdiem.readers.authorization.reading import RequestReading
from perdiem.readers.x12.authorizations.events import request_of
from perdiem.readers.x12.authorizations.transactions import GUIDES, KIND, Segment, Transaction, transactions_of

PAYER, REQUESTER, SUBSCRIBER, DEPENDENT, EVENT, SERVICE = "20", "21", "22", "23", "EV", "SS"
LEVELS = (PAYER, REQUESTER, SUBSCRIBER, DEPENDENT, EVENT, SERVICE)


@dataclass
class Level:
    """The segments of one HL level."""

    kind: str
    segments: list[Segment] = field(default_factory=list)

    def first(self, name: str, *qualifiers: str) -> Segment | None:
        """The first segment of a name whose first element is one of the qualifiers, if any are given."""
        return next((s for s in self.segments if s.name == name and (not qualifiers or s[1] in qualifiers)), None)

    def every(self, name: str) -> list[Segment]:
        """Every segment of a name."""
        return [segment for segment in self.segments if segment.name == name]


@dataclass
class Event:
    """A patient event with the levels above it and its services."""

    head: Level
    payer: Level | None
    requester: Level | None
    subscriber: Level | None
    dependent: Level | None
    event: Level
    services: list[Level] = field(default_factory=list)


def read_278(data: bytes, name: str, time_zone: str) -> RequestReading:
    """The requests of a 278 file. `time_zone` is that of the file's times, which X12 gives without one.

    A transaction that is cut, or an event that cannot be read, is set aside with its place; its neighbours are read.
    """
    faults: list[Fault] = []
    requests: list[AuthorizationRequest] = []
    set_aside = 0
    for transaction in transactions_of(data, name, faults):
        problem = _other_kind(transaction)
        if problem is not None:
            faults.append(problem)
            set_aside += 1
            continue
        events = list(_events(transaction))
        faults += transaction.faults
        if not transaction.is_whole or any(fault.severity is Severity.ERROR for fault in transaction.faults):
            set_aside += max(len(events), 1)
            continue
        if not events:
            begin = transaction.segments[0]
            faults.append(Fault(begin.place, "HL", "the transaction has no patient event (HL03 EV)"))
            set_aside += 1
        for event in events:
            found, wrong = request_of(event, transaction, ZoneInfo(time_zone))
            faults += wrong
            if found is None:
                set_aside += 1
            else:
                requests.append(found)
    if not requests and not set_aside:
        if not faults:
            faults.append(Fault(X12Position(name, offset=0), "", "holds no transaction"))
        set_aside = 1
    return RequestReading(tuple(requests), tuple(faults), set_aside)


def _other_kind(transaction: Transaction) -> Fault | None:
    begin = transaction.segments[0]
    if begin[1] != KIND:
        return Fault(begin.at(1), "ST", "is no request for authorization (278)", begin[1])
    if transaction.version not in GUIDES:
        text = f"is of another guide; {GUIDES[0]} is read (X215 is a notification, X216 an inquiry)"
        return Fault(begin.at(3), "ST", text, transaction.version)
    purpose = next((segment for segment in transaction.segments if segment.name == "BHT"), None)
    if purpose is not None and purpose[2] == "11":
        return Fault(purpose.at(2), "BHT", "is a response (11), not a request", severity=Severity.ERROR)
    return None


def _events(transaction: Transaction) -> Sequence[Event]:
    """Patient events in order; a level belongs to the last one above it, for HL numbers are not to be trusted."""
    head = Level("")
    above: dict[str, Level] = {}
    found: list[Event] = []
    current = head
    for segment in transaction.segments[1:-1] if transaction.is_whole else transaction.segments[1:]:
        if segment.name == "HL":
            current = Level(segment[3])
            if segment[3] not in LEVELS:
                transaction.faults.append(
                    Fault(segment.at(3), "HL", "is no level of a 278", segment[3], severity=Severity.WARNING)
                )
            elif segment[3] == EVENT:
                payer, requester = above.get(PAYER), above.get(REQUESTER)
                found.append(Event(head, payer, requester, above.get(SUBSCRIBER), above.get(DEPENDENT), current))
            elif segment[3] == SERVICE:
                if found:
                    found[-1].services.append(current)
                else:
                    transaction.faults.append(Fault(segment.place, "HL", "a service stands before any patient event"))
            else:
                above[segment[3]] = current
                for lower in LEVELS[LEVELS.index(segment[3]) + 1 :]:
                    above.pop(lower, None)
        current.segments.append(segment)
    return found
