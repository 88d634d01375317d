"""Small rate files for the tests; all names and numbers are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from perdiem.model.rate_reading import RateFileReading
from perdiem.readers.rate_file import Wanted, open_rates

PRICE = {
    "negotiated_type": "per diem", "negotiated_rate": 260.30, "expiration_date": "2026-12-31",
    "service_code": ["12"], "billing_class": "professional",
}  # fmt: skip
GROUP = {"npi": [1234567893], "tin": {"type": "ein", "value": "11-1111111"}}


def item(code: str = "S9500", **changes: Any) -> dict[str, Any]:
    """An object of in_network with one price for one provider."""
    return {
        "negotiation_arrangement": "ffs", "name": "x", "billing_code_type": "HCPCS",
        "billing_code_type_version": "2025", "billing_code": code, "description": "x",
        "negotiated_rates": [{"provider_groups": [GROUP], "negotiated_prices": [PRICE]}], **changes,
    }  # fmt: skip


def document(*items: Any, **changes: Any) -> dict[str, Any]:
    """An in-network file of schema 1."""
    return {
        "reporting_entity_name": "Example Plan", "reporting_entity_type": "insurer",
        "last_updated_on": "2025-02-01", "version": "1.6.1", "in_network": list(items), **changes,
    }  # fmt: skip


def text(*items: Any, **changes: Any) -> bytes:
    """The same as bytes."""
    return json.dumps(document(*items, **changes)).encode()


def read(
    *paths: Path, columns: str = "code, rate", references: Path | None = None, wanted: Wanted | None = None
) -> Any:
    """The rows of files, in order, and the account of the first."""
    with open_rates(paths, references=references, wanted=wanted) as opened:
        query = f"SELECT {columns} FROM book.published_rate ORDER BY source_file, position, ALL"
        rows = opened.book.engine.run(query.replace(", ALL", f", {columns}")).fetchall()
        return rows, opened.reading.files


def faults(reading: RateFileReading) -> dict[str, int]:
    """How often each fault was met."""
    return {name: fault.faults for name, fault in reading.faults.items()}
