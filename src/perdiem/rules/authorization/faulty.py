"""Why a request cannot be decided as it stands: errors of the request as a whole, all of them at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from perdiem.model.authorization import AuthorizationRequest, ItemOnFile, RequestError, RequestItem, RequestKind
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.model.contract import Agreement
from perdiem.rules.authorization.on_file import CANCELLED, DENIED

FIRST_YEAR, LAST_YEAR = 1900, 2199  # of days of service: others are slips, and days are counted on from them
MOST_QUANTITY, MOST_DECIMALS = Decimal(10) ** 12, 12  # units: beyond anything that is infused
NAMING_ANOTHER = frozenset({RequestKind.UPDATE, RequestKind.CANCEL, RequestKind.APPEAL})


def request_errors(
    request: AuthorizationRequest,
    agreement: Agreement,
    settings: AuthorizationSettings,
    earlier: Sequence[ItemOnFile],
    known_birth_dates: frozenset[object],
) -> Iterator[RequestError]:
    """Each error with the field that it is about."""
    yield from _parties(request, agreement, settings)
    if not request.member_id.strip():
        yield RequestError("member_missing", "The request names no member.", "member_id")
    if request.birth_date and known_birth_dates and request.birth_date not in known_birth_dates:
        text = "The member's date of birth is not the one that is known."
        yield RequestError("birth_date_differs", text, "birth_date")
    yield from _too_long(request)
    yield from _items(request)
    yield from _earlier(request, earlier)


def _parties(
    request: AuthorizationRequest, agreement: Agreement, settings: AuthorizationSettings
) -> Iterator[RequestError]:
    contract = agreement.versions[-1][1]
    if request.contract is not None and request.contract != contract.contract:
        text = f"The request is for contract {request.contract!r}, and this is {contract.contract!r}."
        yield RequestError("other_contract", text, "contract")
    if settings.payor_names:
        accepted = {name.casefold() for name in (*settings.payor_names, contract.payor.name or "") if name}
        if request.payor.casefold() not in accepted:
            text = f"The request is for payor {request.payor!r}, which is not among ours."
            yield RequestError("other_payor", text, "payor")


def _too_long(request: AuthorizationRequest) -> Iterator[RequestError]:
    """Numbers that no store has room for: they are longer than any that is in use."""
    texts = [
        ("identifier.system", request.identifier.system, 400),
        ("identifier.value", request.identifier.value, 400),
        ("payor", request.payor, 400),
        ("member_id", request.member_id, 80),
        ("provider_npi", request.provider_npi, 10),
        ("prescriber_npi", request.prescriber_npi, 10),
        *(("items.code", item.code, 20) for item in request.items),
        *(("items.servicing_npi", item.servicing_npi, 10) for item in request.items),
        *(("attachments.title", attachment.title, 400) for attachment in request.attachments),
    ]
    for element, text, room in texts:
        if text is not None and len(text) > room:
            yield RequestError("text_too_long", f"{element} has {len(text)} characters; {room} at most.", element)


def _items(request: AuthorizationRequest) -> Iterator[RequestError]:
    if not request.items and request.kind is not RequestKind.CANCEL:
        yield RequestError("items_missing", "The request asks for nothing: it has no items.", "items")
    for sequence, count in sorted(Counter(item.sequence for item in request.items).items()):
        if count > 1:
            text = f"Item {sequence} is there {count} times; each needs a number of its own."
            yield RequestError("sequence_repeated", text, "items.sequence", sequence)
    for item in request.items:
        first = item.first_day or request.start_of_service
        if first and item.last_day and item.last_day < first:
            text = f"The last day {item.last_day} is before the first day {first}."
            yield RequestError("dates_reversed", text, "items.last_day", item.sequence)
        for element, day in (("items.first_day", first), ("items.last_day", item.last_day)):
            if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
                text = f"{day} is no day of service: years from {FIRST_YEAR} to {LAST_YEAR} are."
                yield RequestError("day_out_of_range", text, element, item.sequence)
        yield from _quantity(item)


def _quantity(item: RequestItem) -> Iterator[RequestError]:
    quantity = item.quantity
    if quantity is None:
        return
    if quantity <= 0:
        text = f"The quantity {quantity} is not above 0."
        yield RequestError("quantity_not_positive", text, "items.quantity", item.sequence)
    elif quantity >= MOST_QUANTITY or quantity != round(quantity, MOST_DECIMALS):
        text = f"The quantity {quantity:.3e} cannot be kept: below 10**12, with {MOST_DECIMALS} decimals at most."
        yield RequestError("quantity_out_of_range", text, "items.quantity", item.sequence)


def _earlier(request: AuthorizationRequest, earlier: Sequence[ItemOnFile]) -> Iterator[RequestError]:
    kind = request.kind
    if kind not in NAMING_ANOTHER:
        return
    if request.related is None:
        yield RequestError("related_missing", f"A request to {_words(kind)} must name the earlier one.", "related")
        return
    if not earlier:
        text = f"There is no request or authorization {request.related} of this member."
        yield RequestError("related_unknown", text, "related")
        return
    statuses = {item.status for item in earlier}
    if kind is RequestKind.UPDATE and statuses <= {DENIED, CANCELLED}:
        text = f"{request.related} was denied or taken back and cannot be changed; send a new request or an appeal."
        yield RequestError("related_closed", text, "related")
    if kind is RequestKind.APPEAL and DENIED not in statuses:
        yield RequestError("nothing_denied", f"Nothing of {request.related} was denied.", "related")


def _words(kind: RequestKind) -> str:
    return {RequestKind.UPDATE: "change", RequestKind.CANCEL: "cancel", RequestKind.APPEAL: "appeal"}[kind]
