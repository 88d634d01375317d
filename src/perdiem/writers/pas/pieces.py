"""Small parts of resources: codings, extensions, identifiers, quantities, addresses of entries."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from perdiem.model.fhir_bundle import Resource

OURS = uuid.UUID("5f0e34f5-6ad0-5a0e-9e6e-3f3b3a0f8b2b")  # name space of the addresses that answers give


def coding(system: str, code: str, display: str | None = None) -> Resource:
    """A coding."""
    return {"system": system, "code": code} | ({"display": display} if display else {})


def concept(system: str, code: str, display: str | None = None) -> Resource:
    """A concept with one coding."""
    return {"coding": [coding(system, code, display)]}


def extended(url: str, kind: str, value: Any) -> Resource:
    """An extension with a value; `kind` is its type, such as String."""
    return {"url": url, f"value{kind}": value}


def address(*parts: object) -> str:
    """A stable urn:uuid for a resource of ours, made from what tells it apart."""
    return f"urn:uuid:{uuid.uuid5(OURS, '|'.join(str(part) for part in parts))}"


def resource_id(text: str) -> str:
    """A text as a resource's id: letters, digits, hyphens and dots, 64 at most."""
    return re.sub(r"[^A-Za-z0-9.-]", "-", text)[:64] or "none"


def moment(at: datetime) -> str:
    """An instant in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number(value: Decimal) -> int | float:
    """A quantity as JSON has it: whole where it is whole. Never used for money."""
    return int(value) if value == value.to_integral_value() else float(value)


def period(first: date | None, last: date | None) -> Resource:
    """A span of days, open where a day is not known."""
    days = {"start": first, "end": last}
    return {name: day.isoformat() for name, day in days.items() if day}


def without_empty(resource: Resource) -> Resource:
    """The resource without elements that hold nothing: FHIR has no empty lists, objects or texts."""
    return {name: value for name, value in resource.items() if value not in (None, [], {}, "")}
