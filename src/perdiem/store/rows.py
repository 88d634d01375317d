"""From requests and decisions to the rows of the store, and from rows to what is on file of a member."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from perdiem.model.authorization import (
    Action,
    AuthorizationRequest,
    Decision,
    Due,
    Identifier,
    ItemDecision,
    ItemOnFile,
    RequestItem,
)
from perdiem.store.documents import decision_text, read_decision, read_request, request_text

STATUS = {
    Action.APPROVE: "approved",
    Action.APPROVE_CARRIED: "approved",
    Action.MODIFIED: "approved",
    Action.NOT_REQUIRED: "not_required",
    Action.PEND: "pended",
    Action.DENY: "denied",
    Action.CANCEL: "cancelled",
}


def request_row(
    number: int,
    request: AuthorizationRequest,
    digest: str,
    decision: Decision,
    received_at: datetime,
    supersedes: int | None,
) -> dict[str, Any]:
    """The row of `authorization_request`, under a number, for a request that was just decided for the first time."""
    return {
        "id": number,
        "system": request.identifier.system,
        "value": request.identifier.value,
        "number": decision.number,
        "digest": digest,
        "contract": decision.contract,
        "payor": request.payor,
        "member_id": request.member_id,
        "provider_npi": request.provider_npi,
        "prescriber_npi": request.prescriber_npi,
        "line_of_business": request.line_of_business,
        "priority": str(request.priority),
        "kind": str(request.kind),
        "channel": request.channel,
        "submitted_at": request.submitted_at,
        "received_at": received_at,
        "supersedes": supersedes,
        "version": 1,
        "revision": 1,
        "body": request_text(request),
        "raw": request.raw,
        **standing(decision),
    }


def standing(decision: Decision) -> dict[str, Any]:
    """What follows from a request's newest decision: open or closed, and the clock that runs out first."""
    due = decision.next_due
    return {
        "status": "open" if decision.pended else "closed",
        "due_at": due.at if due else None,
        "warn_at": due.warn_at if due else None,
    }


def item_rows(
    request_id: int, request: AuthorizationRequest, decision: Decision, time_zone: str
) -> list[dict[str, Any]]:
    """The rows of `authorization_request_item`, one an item."""
    asked_day = request.submitted_at.astimezone(ZoneInfo(time_zone)).date()
    asked = {item.sequence: item for item in request.items}
    return [
        {
            "request_id": request_id,
            "sequence": item.sequence,
            **_item_values(item, asked.get(item.sequence), request, asked_day),
        }
        for item in decision.items
    ]


def _item_values(
    item: ItemDecision, asked: RequestItem | None, request: AuthorizationRequest, asked_day: date
) -> dict[str, Any]:
    first = item.first_day or (asked.first_day if asked else None) or request.start_of_service or asked_day
    due: Due | None = item.due
    return {
        "code": item.code,
        "component": str(item.component),
        "status": STATUS[item.action],
        "action": str(item.action),
        "reason": item.reason.code,
        "sentence": item.reason.sentence,
        "term": item.reason.term,
        "authorization_number": item.authorization_number,
        "first_day": first,
        "last_day": item.last_day if item.action.is_approval else (asked.last_day if asked else None),
        "quantity": item.quantity if item.action.is_approval else (asked.quantity if asked else None),
        "billing_npi": item.billing_npi or (asked.servicing_npi if asked else None),
        "asked_day": None if item.is_late_waived else asked_day,
        "repeats": item.repeats,
        "extended_days": due.extended_days if due else 0,
        "due_at": due.at if due else None,
        "decided_at": item.decided_at,
        "decided_by": item.decided_by,
    }


def decision_row(request_id: int, revision: int, decision: Decision, by: str) -> dict[str, Any]:
    """The row of `authorization_decision`."""
    return {
        "request_id": request_id,
        "revision": revision,
        "decided_at": decision.decided_at,
        "decided_by": by,
        "outcome": str(decision.outcome),
        "body": decision_text(decision),
    }


def event_row(request_id: int | None, at: datetime, actor: str, event: str, note: str) -> dict[str, Any]:
    """The row of `authorization_history`."""
    return {"request_id": request_id, "at": at, "actor": actor, "event": event, "note": note}


def attachment_rows(request_id: int, request: AuthorizationRequest, after: int = 0) -> list[dict[str, Any]]:
    """The rows of `authorization_attachment`, numbered on from those that are there."""
    return [
        {
            "request_id": request_id,
            "position": position,
            "title": attachment.title,
            "content_type": attachment.content_type,
            "kind": attachment.kind,
            "answers": attachment.answers,
            "digest": hashlib.sha256(attachment.content).hexdigest(),
            "content": attachment.content,
        }
        for position, attachment in enumerate(request.attachments, after + 1)
    ]


def on_file_of(rows: Iterable[Mapping[str, Any]]) -> list[ItemOnFile]:
    """What is on file, from rows of items joined with their request and its newest decision."""
    documents: dict[int, tuple[dict[int, RequestItem], dict[int, ItemDecision]]] = {}
    found = []
    for row in rows:
        number = row["request_id"]
        if number not in documents:
            request, decision = read_request(row["body"]), read_decision(row["decision"])
            documents[number] = (
                {item.sequence: item for item in request.items},
                {item.sequence: item for item in decision.items},
            )
        asked, decided = documents[number]
        found.append(
            ItemOnFile(
                authorization_number=row["authorization_number"] or "",
                status=row["status"],
                first_day=row["first_day"],
                last_day=row["last_day"],
                code=row["code"],
                quantity=row["quantity"],
                billing_npi=row["billing_npi"],
                requested_day=row["asked_day"],
                request=Identifier(row["system"], row["value"]),
                asked=asked.get(row["sequence"]),
                decision=decided.get(row["sequence"]),
            )
        )
    return found
