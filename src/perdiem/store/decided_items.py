"""The decisions of a store as rows for the book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from perdiem.model.authorization_settings import ClockSettings
from perdiem.store.authorizations import AuthorizationStore
from perdiem.store.schema import ITEM, REQUEST

ROWS_AT_ONCE = 10_000


def decided_items(store: AuthorizationStore, time_zone: str | None = None) -> Iterator[dict[str, Any]]:
    """One row an item of every request that was not replaced, as `DECIDED_ITEM` of the rules declares them."""
    zone = ZoneInfo(time_zone or ClockSettings().time_zone)
    query = (
        select(
            ITEM,
            REQUEST.c.number,
            REQUEST.c.member_id,
            REQUEST.c.submitted_at,
            REQUEST.c.provider_npi,
            REQUEST.c.priority,
            REQUEST.c.kind,
        )
        .join(REQUEST, REQUEST.c.id == ITEM.c.request_id)
        .where(REQUEST.c.status != "replaced", REQUEST.c.kind != "cancel")
        .order_by(ITEM.c.request_id, ITEM.c.sequence)
    )
    with store.engine.connect() as connection:
        for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query).mappings():
            yield _row(row, zone)


def _row(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    is_approved = row["status"] == "approved"
    decided_at = row["decided_at"]
    return {
        "request_order": row["request_id"],
        "sequence": row["sequence"],
        "authorization_number": row["authorization_number"] or row["number"],
        "member_id": row["member_id"],
        "hcpcs_code": row["code"],
        "start_date": row["first_day"],
        "end_date": row["last_day"],
        "status": row["status"],
        "approved_quantity": row["quantity"] if is_approved else None,
        "billing_npi": row["billing_npi"],
        "requested_date": row["asked_day"],
        "asked_date": row["submitted_at"].astimezone(zone).date(),
        "decided_date": decided_at.astimezone(zone).date() if decided_at else None,
        "requested_at": row["submitted_at"].replace(tzinfo=None),
        "decided_at": decided_at.replace(tzinfo=None) if decided_at else None,
        "priority": row["priority"],
        "kind": row["kind"],
        "is_extended": row["extended_days"] > 0,
        "is_drug": row["component"] == "drug",
        "decision_reason": row["reason"] if row["action"] in {"deny", "modified"} else None,
        "requested_by_npi": row["provider_npi"],
        "repeats": row["repeats"] if is_approved else None,
    }
