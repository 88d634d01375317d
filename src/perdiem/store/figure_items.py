"""The decisions of a store as rows for the figures that are published: every decision counts, replaced ones too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from perdiem.store.authorizations import AuthorizationStore
from perdiem.store.schema import ITEM, REQUEST

ROWS_AT_ONCE = 10_000


def figure_items(store: AuthorizationStore) -> Iterator[dict[str, Any]]:
    """One row an item of every request but cancellations, as `published_figures` takes them.

    What was still pended when its request was replaced or taken back was never decided. What an update left as it was
    decided before counts with the request that it was decided for.
    """
    query = (
        select(
            ITEM.c.request_id.label("request_order"),
            ITEM.c.component,
            ITEM.c.action,
            ITEM.c.reason,
            ITEM.c.extended_days,
            ITEM.c.decided_at,
            REQUEST.c.contract,
            REQUEST.c.line_of_business,
            REQUEST.c.payor,
            REQUEST.c.priority,
            REQUEST.c.kind,
            REQUEST.c.status,
            REQUEST.c.submitted_at,
        )
        .join(REQUEST, REQUEST.c.id == ITEM.c.request_id)
        .where(REQUEST.c.kind != "cancel")
        .order_by(ITEM.c.request_id, ITEM.c.sequence)
    )
    with store.engine.connect() as connection:
        for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query).mappings():
            found = dict(row)
            is_kept = (
                found["kind"] == "update" and (found["decided_at"] or found["submitted_at"]) < found["submitted_at"]
            )
            if is_kept:
                continue
            if found["action"] == "pend" and found["status"] in {"replaced", "cancelled"}:
                found["action"] = "cancel"
            yield found
