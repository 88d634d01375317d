"""The worklist: requests that wait for a person, what is due first at the top, with warnings."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from perdiem.model.authorization import AuthorizationRequest, Decision
from perdiem.model.clock_state import ClockState, state_of
from perdiem.writers.authorization.answered import moment
from perdiem.writers.csv import inert
from perdiem.writers.wording import counted

COLUMNS = (
    "number", "request", "member_id", "priority", "line_of_business", "status", "submitted_at", "due_at", "clock",
    "hours_left", "waits", "codes", "version", "replaced_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorklistLine:
    """One request of the worklist."""

    request: AuthorizationRequest
    decision: Decision
    status: str
    version: int
    replaced_by: str | None = None


def _row(line: WorklistLine, now: datetime) -> dict[str, Any]:
    due = line.decision.next_due
    pended = line.decision.pended
    waits = "information" if pended and all(item.missing for item in pended) else "a person" if pended else ""
    left = due.at - now if due is not None and due.at is not None else None
    return {
        "number": line.decision.number,
        "request": line.request.identifier.value,
        "member_id": line.request.member_id,
        "priority": str(line.request.priority),
        "line_of_business": line.request.line_of_business,
        "status": line.status,
        "submitted_at": line.request.submitted_at.isoformat(),
        "due_at": due.at.isoformat() if due and due.at else None,
        "clock": str(state_of(due, now)) if pended else "",
        "hours_left": None if left is None else round(left / timedelta(hours=1), 1),
        "waits": waits,
        "codes": " ".join(item.code or "?" for item in (pended or line.decision.items)),
        "version": line.version,
        "replaced_by": line.replaced_by,
    }


def worklist_text(lines: Sequence[WorklistLine], now: datetime, time_zone: str) -> str:
    """A line a request: when it is due and how long that is, its number, what waits and for what."""
    zone = ZoneInfo(time_zone)
    if not lines:
        return "Nothing waits.\n"
    shown = []
    counts: dict[str, int] = {}
    for line in lines:
        row = _row(line, now)
        due = line.decision.next_due
        state = row["clock"]
        counts[state] = counts.get(state, 0) + 1
        when = moment(due.at, zone) if due is not None and due.at is not None else ""
        mark = {ClockState.BREACHED: "!! ", ClockState.WARNING: "!  "}.get(state, "   ")
        left = _left(row["hours_left"]) if row["hours_left"] is not None else state or row["status"]
        waits = f"waits for {row['waits']}" if row["waits"] else row["status"]
        shown.append(
            f"{mark}{when:<21} {left:<18} {row['number']}  {row['request']:<14} {row['priority']:<9} {row['codes']}"
            f"  ({waits}, version {row['version']})"
        )
    told = [f"{counts[state]} {state}" for state in ClockState if state in counts]
    tail = f": {', '.join(told)}" if told else ""
    return "\n".join(shown) + f"\n{counted(len(lines), 'request')}{tail}.\n"


def _left(hours: float) -> str:
    if hours < 0:
        return f"{_length(-hours)} overdue"
    return f"{_length(hours)} left"


def _length(hours: float) -> str:
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} hours"


def worklist_csv(lines: Sequence[WorklistLine], now: datetime, _time_zone: str) -> str:
    """A row a request."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for line in lines:
        row = _row(line, now)
        writer.writerow({name: inert(cell) if isinstance(cell, str) else cell for name, cell in row.items()})
    return out.getvalue()


def worklist_json(lines: Sequence[WorklistLine], now: datetime, _time_zone: str) -> str:
    """`format` perdiem-authorization-worklist/1 and `requests`, one object each."""
    shape = {"format": "perdiem-authorization-worklist/1", "requests": [_row(line, now) for line in lines]}
    return json.dumps(shape, ensure_ascii=False, indent=2) + "\n"
