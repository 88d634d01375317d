"""How a running clock stands at an instant."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from perdiem.model.authorization import Due


class ClockState(StrEnum):
    """How a running clock stands."""

    NONE = "no clock"
    RUNNING = "in time"
    WARNING = "due soon"
    BREACHED = "overdue"


def state_of(due: Due | None, now: datetime) -> ClockState:
    """How a clock stands at an instant: a breach is announced before it happens."""
    if due is None or due.at is None:
        return ClockState.NONE
    if now > due.at:
        return ClockState.BREACHED
    return ClockState.WARNING if due.warn_at is not None and now >= due.warn_at else ClockState.RUNNING
