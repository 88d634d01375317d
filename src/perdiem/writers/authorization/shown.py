"""One request whole: what was asked, what was decided, and all that happened to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from perdiem.model.authorization import AuthorizationRequest, Decision, RequestItem
from perdiem.model.clock_state import state_of
from perdiem.writers.authorization.answered import item_lines, moment
from perdiem.writers.json import plain

Events = Sequence[tuple[datetime, str, str, str]]


def shown_text(
    request: AuthorizationRequest,
    decision: Decision,
    status: str,
    version: int,
    events: Events,
    now: datetime,
    time_zone: str,
) -> str:
    """The request for a person who decides."""
    zone = ZoneInfo(time_zone)
    name = ", ".join(part for part in (request.member_last_name, request.member_first_name) if part)
    member = [
        request.member_id,
        f"({name})" if name else "",
        f"born {request.birth_date}" if request.birth_date else "",
    ]
    lines = [
        f"Request {decision.number}  ({request.identifier})",
        f"  {status}, version {version}; {request.priority} {request.kind} by {request.channel}",
        f"  received {moment(request.submitted_at, zone)} from {_asking(request)}",
        f"  member {' '.join(part for part in (*member, request.line_of_business) if part)}",
        f"  diagnoses {', '.join(request.diagnoses) or 'none given'}",
    ]
    if request.related is not None:
        lines.append(f"  about {request.related}")
    if request.attachments:
        lines.append(f"  came with {', '.join(attachment.title for attachment in request.attachments)}")
    lines.append("")
    asked = {item.sequence: item for item in request.items}
    for item in decision.items:
        if item.sequence in asked:
            lines.append(f"  asked  {_asked(asked[item.sequence])}")
        lines += item_lines(item, asked.get(item.sequence), zone)
        if item.due is not None and item.due.at is not None:
            lines.append(f"      {state_of(item.due, now)}")
    lines += ["", "  History"]
    lines += [
        f"    {moment(at, zone)}  {actor}  {event}{f': {note}' if note else ''}" for at, actor, event, note in events
    ]
    return "\n".join(lines) + "\n"


def _asking(request: AuthorizationRequest) -> str:
    role = f" ({request.requester.replace('_', ' ')})" if request.requester else ""
    return f"{request.provider_name or 'NPI'} {request.provider_npi or 'not given'}{role}"


def _asked(item: RequestItem) -> str:
    parts = [item.code or item.ndc or "no code", *item.modifiers]
    if item.quantity is not None:
        parts.append(f"{item.quantity:f} units")
    if item.first_day or item.last_day:
        parts.append(f"{item.first_day or 'no first day'} to {item.last_day or 'open'}")
    else:
        parts.append("days not given")
    if item.place_of_service:
        parts.append(f"place {item.place_of_service}")
    if item.description:
        parts.append(item.description)
    return "  ".join(parts)


def shown_json(request: AuthorizationRequest, decision: Decision, status: str, version: int, events: Events) -> str:
    """`format` perdiem-authorization-request/1 with `request`, `decision`, `status`, `version` and `history`."""
    bare = replace(request, attachments=(), raw=None)
    shape = {
        "format": "perdiem-authorization-request/1",
        "status": status,
        "version": version,
        "request": plain(bare),
        "attachments": [
            {
                "title": each.title,
                "content_type": each.content_type,
                "bytes": len(each.content),
                "answers": each.answers,
            }
            for each in request.attachments
        ],
        "decision": plain(decision),
        "history": [
            {"at": at.isoformat(), "actor": actor, "event": event, "note": note} for at, actor, event, note in events
        ],
    }
    return json.dumps(shape, ensure_ascii=False, indent=2) + "\n"
