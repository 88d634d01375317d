"""Requests as a table, for those who have neither FHIR nor X12: one row an item, rows of one request together.

Columns are told by their heading, in any order; `request`, `member_id`, `submitted_at` and `code` must be there. What
stands for the whole request may be given on its first row only.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, get_args
from zoneinfo import ZoneInfo

from perdiem.model.authorization import (
    AuthorizationRequest,
    Benefit,
    Identifier,
    Priority,
    Related,
    Requester,
    RequestItem,
    RequestKind,
)
from perdiem.model.faults import Fault, Severity
from perdiem.model.positions import Position
from perdiem.model.terms.types import LineOfBusiness
from perdiem.readers.authorization.reading import RequestReading

SYSTEM = "csv"


class _Wrong(Exception):
    """A value that cannot be read; its text says what is allowed."""


def _day(text: str, _zone: ZoneInfo) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Wrong("should be a date written year-month-day, such as 2026-01-31") from None


def _instant(text: str, zone: ZoneInfo) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise _Wrong("should be a time such as 2026-01-31T14:30, or a date") from None
    return found.replace(tzinfo=zone) if found.tzinfo is None else found


def _number(text: str, _zone: ZoneInfo) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise _Wrong("should be a number, such as 40") from None
    if not found.is_finite():
        raise _Wrong("should be a number, such as 40")
    return found


def _ordinal(text: str, _zone: ZoneInfo) -> int:
    if not text.isascii() or not text.isdigit():
        raise _Wrong("should be a whole number from 1")
    return int(text)


def _npi(text: str, _zone: ZoneInfo) -> str:
    if len(text) != 10 or not text.isascii() or not text.isdigit():
        raise _Wrong("should be an NPI: ten digits")
    return text


def _yes(text: str, _zone: ZoneInfo) -> bool:
    words = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
    if text.lower() not in words:
        raise _Wrong("should be yes or no")
    return words[text.lower()]


def _code(text: str, _zone: ZoneInfo) -> str:
    return text.upper()


def _text(text: str, _zone: ZoneInfo) -> str:
    return text


def _list(text: str, _zone: ZoneInfo) -> tuple[str, ...]:
    return tuple(part.strip().upper() for part in text.replace(",", ";").split(";") if part.strip())


def _one_of(*words: str) -> Callable[[str, ZoneInfo], str]:
    def read(text: str, _zone: ZoneInfo) -> str:
        word = text.lower().replace(" ", "_").replace("-", "_")
        if word not in words:
            raise _Wrong(f"should be {', '.join(words[:-1])} or {words[-1]}")
        return word

    return read


def _enum(kind: type[StrEnum]) -> Callable[[str, ZoneInfo], Any]:
    read = _one_of(*(str(each) for each in kind))
    return lambda text, zone: kind(read(text, zone))


OF_REQUEST: Mapping[str, Callable[[str, ZoneInfo], Any]] = {
    "payor": _text,
    "contract": _text,
    "member_id": _text,
    "birth_date": _day,
    "member_last_name": _text,
    "member_first_name": _text,
    "submitted_at": _instant,
    "priority": _enum(Priority),
    "line_of_business": _one_of(*get_args(LineOfBusiness)),
    "provider_npi": _npi,
    "provider_name": _text,
    "requester": _enum(Requester),
    "prescriber_npi": _npi,
    "kind": _enum(RequestKind),
    "related": _text,
    "start_of_service": _day,
    "diagnoses": _list,
}
OF_ITEM: Mapping[str, Callable[[str, ZoneInfo], Any]] = {
    "sequence": _ordinal,
    "code": _code,
    "modifiers": _list,
    "quantity": _number,
    "unit": _text,
    "first_day": _day,
    "last_day": _day,
    "place_of_service": _text,
    "servicing_npi": _npi,
    "is_drug": _yes,
    "benefit": _enum(Benefit),
    "ndc": _text,
    "description": _text,
    "is_changed": _yes,
    "is_cancelled": _yes,
}
COLUMNS = ("request", *OF_REQUEST, *OF_ITEM)
REQUIRED = ("request", "member_id", "submitted_at", "code")


@dataclass
class _Rows:
    """The rows of one request as they are read."""

    number: str
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_csv_requests(data: bytes, name: str, time_zone: str) -> RequestReading:
    """The requests of a CSV file; one with a fault is set aside whole, and told, and the others are read."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return RequestReading((), (Fault(Position(name, line), "", "is not UTF-8 text; save it as CSV UTF-8"),), 1)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = [cell.strip().lower().replace(" ", "_") for cell in next(rows, [])]
        faults = list(_heading_faults(heading, name))
        if faults:
            return RequestReading((), tuple(faults), 1)
        requests = _gathered(rows, heading, name, ZoneInfo(time_zone))
    except csv.Error as error:
        return RequestReading((), (Fault(Position(name, rows.line_num), "", f"is not CSV: {error}"),), 1)
    read: list[AuthorizationRequest] = []
    told: list[Fault] = []
    if not requests:
        told.append(Fault(Position(name, 1), "", "has no request under its heading", severity=Severity.WARNING))
    for gathered in requests:
        told += gathered.faults
        if not gathered.faults:
            read.append(_request(gathered))
    return RequestReading(tuple(read), tuple(told), len(requests) - len(read))


def _heading_faults(heading: list[str], name: str) -> Iterator[Fault]:
    from difflib import get_close_matches

    for column, cell in enumerate(heading, 1):
        if cell not in COLUMNS:
            near = get_close_matches(cell, COLUMNS, 1)
            yield Fault(
                Position(name, 1, column),
                "",
                "is no column of a request",
                cell,
                f"did you mean {near[0]!r}?" if near else None,
            )
        elif cell in heading[: column - 1]:
            yield Fault(Position(name, 1, column), "", "is there twice", cell)
    missing = [column for column in REQUIRED if column not in heading]
    if missing:
        yield Fault(Position(name, 1), "", f"the heading lacks {', '.join(missing)}")


def _gathered(rows: Iterator[list[str]], heading: list[str], name: str, zone: ZoneInfo) -> list[_Rows]:
    found: dict[str, _Rows] = {}
    place = heading.index("request")
    for row in rows:
        line = rows.line_num  # type: ignore[attr-defined]  # csv.reader has it
        if not any(cell.strip() for cell in row):
            continue
        cells = [cell.strip() for cell in row]
        number = cells[place] if len(cells) > place else ""
        known = found.setdefault(number or f"\0{line}", _Rows(number, line))
        if any(mark < " " for mark in number):
            known.faults.append(Fault(Position(name, line, place + 1), "request", "holds a control character"))
        if not number:
            known.faults.append(Fault(Position(name, line, place + 1), "request", "the row names no request"))
        if len(cells) > len(heading):
            text = f"the row has {len(cells)} cells and the heading {len(heading)}"
            known.faults.append(Fault(Position(name, line), "", text))
        _take(known, dict(zip(heading, cells, strict=False)), heading, Position(name, line), zone)
    return list(found.values())


def _take(known: _Rows, cells: dict[str, str], heading: list[str], place: Position, zone: ZoneInfo) -> None:
    item: dict[str, Any] = {}
    for column, text in cells.items():
        reader = OF_REQUEST.get(column) or OF_ITEM.get(column)
        if reader is None or not text:
            continue
        position = Position(place.file, place.line, heading.index(column) + 1)
        if any(mark < " " for mark in text):
            known.faults.append(Fault(position, column, "holds a control character or a line break; take it out"))
            continue
        try:
            value = reader(text, zone)
        except _Wrong as wrong:
            known.faults.append(Fault(position, column, str(wrong), text))
            continue
        if column in OF_ITEM:
            item[column] = value
        elif known.values.setdefault(column, value) != value:
            said = f"differs from that of the request's first row, line {known.line}"
            known.faults.append(Fault(position, column, said, text))
    if not known.items:
        for column in ("member_id", "submitted_at"):
            if not cells.get(column):
                known.faults.append(Fault(place, column, "is missing"))
    known.items.append(item)


def _request(rows: _Rows) -> AuthorizationRequest:
    values = dict(rows.values)
    related = values.pop("related", None)
    items = tuple(
        RequestItem(**{"sequence": index, "code": None, **item})
        for index, item in enumerate(rows.items, 1)
        if item or values.get("kind") is not RequestKind.CANCEL
    )
    return AuthorizationRequest(
        identifier=Identifier(f"{SYSTEM}:{values.get('provider_npi') or ''}", rows.number),
        payor=values.pop("payor", ""),
        items=items,
        related=Related(None, related) if related else None,
        channel="csv",
        **values,
    )
