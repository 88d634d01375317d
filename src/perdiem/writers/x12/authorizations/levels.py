"""The levels that a request and its response share: payor, requester, member, event, service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from perdiem.model.authorization import AuthorizationRequest, Priority, Requester, RequestItem, RequestKind
from perdiem.writers.x12.interchange_text import Value, X12Text, day

VERSION = "005010X217"
GROUP = "HI"
KIND_CODES = {
    RequestKind.INITIAL: "I",
    RequestKind.RENEWAL: "4",
    RequestKind.UPDATE: "S",
    RequestKind.CANCEL: "3",
    RequestKind.APPEAL: "2",
}
HOME_CARE = "42"  # UM03, the kind of service
URGENT = "U"


@dataclass(frozen=True, slots=True)
class Sending:
    """Who sends to whom: qualifiers and ids of ISA and GS. `is_test` makes ISA15 T."""

    sender: str
    receiver: str
    sender_qualifier: str = "ZZ"
    receiver_qualifier: str = "ZZ"
    is_test: bool = True


class Levels:
    """Writes HL segments with their numbers; `parent` is the number of the level above."""

    def __init__(self, text: X12Text) -> None:
        self.text, self._count, self._above = text, 0, [0]

    @contextmanager
    def level(self, kind: str, *, has_children: bool) -> Iterator[None]:
        """A level and, inside the block, what hangs under it."""
        self._count += 1
        parent: Value = self._above[-1] or None
        self.text.segment("HL", self._count, parent, kind, 1 if has_children else 0)
        self._above.append(self._count)
        yield
        self._above.pop()


def payor_name(text: X12Text, request: AuthorizationRequest) -> None:
    """Who decides."""
    text.segment(
        "NM1", "X3", 2, request.payor[:60] or "PAYOR", None, None, None, None, "PI", request.payor[:80] or "PAYOR"
    )


def requester_name(text: X12Text, request: AuthorizationRequest) -> None:
    """Who asks: a facility for the infusion provider, a person for the prescriber."""
    is_person = request.requester is Requester.PRESCRIBER
    name = request.provider_name or "NOT GIVEN"
    number = ("XX", request.provider_npi) if request.provider_npi else (None, None)
    text.segment("NM1", "1P" if is_person else "FA", 1 if is_person else 2, name[:60], None, None, None, None, *number)


def member_name(text: X12Text, request: AuthorizationRequest) -> None:
    """The member and the date of birth."""
    text.segment(
        "NM1", "IL", 1, (request.member_last_name or "NOT GIVEN")[:60], (request.member_first_name or "")[:35],
        None, None, None, "MI", request.member_id,
    )  # fmt: skip
    if request.birth_date:
        text.segment("DMG", "D8", day(request.birth_date))


def review(text: X12Text, request: AuthorizationRequest) -> None:
    """UM: what kind of certification is asked for, and how soon."""
    level = URGENT if request.priority is Priority.EXPEDITED else None
    text.segment("UM", "HS", KIND_CODES[request.kind], HOME_CARE, None, None, level)


def service(text: X12Text, item: RequestItem) -> None:
    """SV1: the code or NDC with modifiers and quantity."""
    coded = ("N4", item.ndc) if item.code is None and item.ndc else ("HC", item.code or "", *item.modifiers[:4])
    unit = (item.unit or "UN") if item.quantity is not None else None
    text.segment("SV1", coded, None, unit, item.quantity)


def days(text: X12Text, qualifier: str, first: date | None, last: date | None) -> None:
    """DTP: one day or a span; nothing where no first day is known."""
    if first is None:
        return
    if last is None or last == first:
        text.segment("DTP", qualifier, "D8", day(first))
    else:
        text.segment("DTP", qualifier, "RD8", f"{day(first)}-{day(last)}")
