"""Requests and agreements for tests, made in a line each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from perdiem.model.authorization import (
    AuthorizationRequest,
    Identifier,
    ItemOnFile,
    Requester,
    RequestItem,
)
from perdiem.model.contract import Agreement
from perdiem.readers.contract_file import read_contract

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # a Monday
PHARMACY = "1000000012"
MARCH = (date(2026, 3, 2), date(2026, 3, 31))


def agreement_of(text: str) -> Agreement:
    """A contract from the terms that matter; the parties and days are filled in."""
    head = "contract: test\npayor: {name: Test Plan}\nprovider: {name: Test Pharmacy}\n"
    if "effective:" not in text:
        head += "effective: {from: 2026-01-01, to: 2026-12-31}\n"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "contract.yaml"
        path.write_text(head + text, encoding="utf-8")
        return read_contract(path)


def item(sequence: int, code: str | None, **fields: Any) -> RequestItem:
    """An item for March, unless the fields say otherwise."""
    if isinstance(fields.get("quantity"), int):
        fields["quantity"] = Decimal(fields["quantity"])
    given = {"first_day": MARCH[0], "last_day": MARCH[1], **fields}
    return RequestItem(sequence, code, **given)


def request(*items: RequestItem, number: str = "REQ1", **fields: Any) -> AuthorizationRequest:
    """A complete request of the infusion pharmacy."""
    given = {
        "payor": "Test Plan",
        "member_id": "M1",
        "submitted_at": NOW,
        "provider_npi": PHARMACY,
        "requester": Requester.INFUSION_PROVIDER,
        "diagnoses": ("A41.9",),
        **fields,
    }
    return AuthorizationRequest(Identifier("urn:provider", number), items=items, **given)


def approved(code: str | None, **fields: Any) -> ItemOnFile:
    """An approval on file for March."""
    given = {
        "authorization_number": "A100",
        "status": "approved",
        "first_day": MARCH[0],
        "last_day": MARCH[1],
        "billing_npi": PHARMACY,
        **fields,
    }
    return ItemOnFile(code=code, **given)
