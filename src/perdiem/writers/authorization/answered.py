"""Decisions as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from perdiem.model.authorization import (
    Action,
    AuthorizationRequest,
    Decision,
    Due,
    ItemDecision,
    RequestItem,
)
from perdiem.writers.csv import inert
from perdiem.writers.json import plain
from perdiem.writers.wording import counted

WORDS = {
    Action.APPROVE: "approved",
    Action.APPROVE_CARRIED: "approved with the drug",
    Action.MODIFIED: "approved otherwise",
    Action.NOT_REQUIRED: "none needed",
    Action.PEND: "pended",
    Action.DENY: "denied",
    Action.CANCEL: "taken back",
}
COLUMNS = (
    "request", "number", "member_id", "contract", "outcome", "sequence", "code", "action", "authorization_number",
    "first_day", "last_day", "quantity", "reason", "sentence", "term", "place", "missing", "due_at", "clock",
    "component", "decided_at", "decided_by",
)  # fmt: skip
Answered = tuple[AuthorizationRequest, Decision]


def answered_text(answered: Sequence[Answered], time_zone: str) -> str:
    """Each request with its items, what was decided and why, and the term with its place."""
    zone = ZoneInfo(time_zone)
    blocks = [_block(request, decision, zone) for request, decision in answered]
    return "\n\n".join([*blocks, _counts(answered)]) + "\n"


def _block(request: AuthorizationRequest, decision: Decision, zone: ZoneInfo) -> str:
    head = (
        f"Request {request.identifier.value}  {request.priority} {request.kind}  {decision.number}: {decision.outcome}"
    )
    lines = [head]
    lines += [f"  error  {error.sentence}  [{error.element}]" for error in decision.errors]
    asked = {item.sequence: item for item in request.items}
    for item in decision.items:
        lines += item_lines(item, asked.get(item.sequence), zone)
    for carried in decision.carried:
        usual = f" ({', '.join(carried.usual_codes)})" if carried.usual_codes else ""
        lines.append(f"  also   {carried.reason.sentence}{usual}  {carried.authorization_number}")
    return "\n".join(lines)


def item_lines(item: ItemDecision, asked: RequestItem | None, zone: ZoneInfo) -> list[str]:
    """One item: what was decided, the approved days and quantity, why, what is missing, and its clock."""
    approved = ""
    if item.action.is_approval:
        limit = f", {item.quantity:f} units" if item.quantity is not None else ""
        approved = f"  {item.authorization_number}  {item.first_day} to {item.last_day or 'open'}{limit}"
    code = item.code or (asked.description if asked else None) or "no code"
    lines = [f"  {item.sequence:>2}  {code:<7} {WORDS[item.action]}{approved}"]
    term = f"  [{item.reason.term}]" if item.reason.term else ""
    place = f"{item.reason.place}  " if item.reason.place else ""
    lines.append(f"      {place}{item.reason.sentence}{term}")
    lines += [f"      missing {missing.code}: {missing.sentence}" for missing in item.missing]
    if item.due is not None:
        lines.append(f"      {due_words(item.due, zone)}")
    return lines


def due_words(due: Due, zone: ZoneInfo) -> str:
    """When a clock runs out, and by which rule."""
    if due.at is None:
        return f"no clock: {due.rule}"
    extended = f", extended by {counted(due.extended_days, 'day')}" if due.extended_days else ""
    return f"due {moment(due.at, zone)} ({due.rule}{extended})"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """An instant in local time with the zone's short name."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def _counts(answered: Sequence[Answered]) -> str:
    items = [item for _, decision in answered for item in decision.items]
    told = [
        f"{sum(item.action is action for item in items)} {WORDS[action]}"
        for action in Action
        if any(item.action is action for item in items)
    ]
    errors = sum(bool(decision.errors) for _, decision in answered)
    wrong = f", {errors} in error" if errors else ""
    return f"{counted(len(answered), 'request')}{wrong}, {counted(len(items), 'item')}: {', '.join(told) or 'none'}."


def answered_json(answered: Sequence[Answered]) -> str:
    """One object: `format` perdiem-authorization-decisions/1 and `decisions`, each with its request's identifier."""
    shape = {
        "format": "perdiem-authorization-decisions/1",
        "decisions": [{"member_id": request.member_id, **plain(decision)} for request, decision in answered],
    }
    return json.dumps(shape, ensure_ascii=False, indent=2) + "\n"


def answered_csv(answered: Sequence[Answered]) -> str:
    """One row an item; a request in error has one row for each error."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for request, decision in answered:
        for row in _rows(request, decision):
            writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def _rows(request: AuthorizationRequest, decision: Decision) -> list[list[Any]]:
    head = [request.identifier.value, decision.number, request.member_id, decision.contract, str(decision.outcome)]
    rows: list[list[Any]] = [
        [*head, error.sequence, None, "error", None, None, None, None, error.code, error.sentence, error.element]
        for error in decision.errors
    ]
    for item in decision.items:
        due = item.due
        rows.append(
            [
                *head,
                item.sequence,
                item.code,
                str(item.action),
                item.authorization_number,
                item.first_day,
                item.last_day,
                None if item.quantity is None else f"{item.quantity:f}",
                item.reason.code,
                item.reason.sentence,
                item.reason.term,
                item.reason.place,
                "; ".join(missing.code for missing in item.missing),
                due.at.isoformat() if due and due.at else None,
                due.rule if due else None,
                str(item.component),
                item.decided_at.isoformat() if item.decided_at else None,
                item.decided_by,
            ]
        )
    return [row + [None] * (len(COLUMNS) - len(row)) for row in rows]
