"""From what is found about an item to its decision: the days and quantity approved, or the clock that runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from perdiem.model.authorization import (
    Action,
    Component,
    Due,
    ItemDecision,
    Missing,
    Reason,
    RequestItem,
    RequestKind,
)
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.model.periods import Period
from perdiem.rules.authorization.case import Case
from perdiem.rules.authorization.clocks import NO_CLOCK, due_of
from perdiem.rules.working_days import CALENDAR, working_days

BY_CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is found about an item. `days` None: those asked."""

    action: Action
    reason: Reason
    number: str | None = None
    quantity: Decimal | None = None
    days: Period | None = None
    carried_by: str | None = None
    repeats: str | None = None
    missing: tuple[Missing, ...] = ()
    due: Due | None = None


def pended(
    case: Case,
    reason: Reason,
    settings: AuthorizationSettings,
    missing: tuple[Missing, ...] = (),
    extended_days: int = 0,
) -> Verdict:
    """The item waits, and its component's clock runs."""
    return Verdict(Action.PEND, reason, missing=missing, due=_due(case, settings, extended_days))


def _due(case: Case, settings: AuthorizationSettings, extended_days: int) -> Due:
    version = case.version or (case.versions[0] if case.versions else None)
    if version is None:
        return Due(case.component, None, NO_CLOCK)
    return due_of(
        case.component,
        case.request.submitted_at,
        case.request.priority,
        case.line,
        version.contract,
        settings,
        extended_days=extended_days,
        is_appeal=case.request.kind is RequestKind.APPEAL,
    )


def decided(case: Case, verdict: Verdict, now: datetime, by: str = BY_CONTRACT) -> ItemDecision:
    """The decision that a verdict amounts to."""
    action = verdict.action
    days = verdict.days or case.days
    return ItemDecision(
        sequence=case.item.sequence,
        action=action,
        reason=verdict.reason,
        component=case.component,
        code=case.item.code,
        authorization_number=verdict.number,
        quantity=verdict.quantity if action.is_approval else None,
        first_day=days.first if action.is_approval else None,
        last_day=days.last if action.is_approval else None,
        billing_npi=case.provider if action.is_approval else None,
        carried_by=verdict.carried_by,
        repeats=verdict.repeats,
        is_late_waived=action.is_approval and _is_late_for_claims(case, days),
        missing=verdict.missing,
        due=verdict.due,
        decided_at=now if action is not Action.PEND else None,
        decided_by=by if action is not Action.PEND else None,
    )


def _is_late_for_claims(case: Case, days: Period) -> bool:
    """Whether some claim would take the request for late: it knows the federal holidays only, and asks the
    terms of its own day."""
    terms = (contract.authorization.late_request_working_days for contract in case.contracts)
    limits = [most for most in terms if most is not None]
    return bool(limits) and days.first is not None and working_days(days.first, case.asked_on, CALENDAR) > min(limits)


def component_of(item: RequestItem | None, cases: Sequence[Case]) -> Component:
    """The component of an item: by what the request says, else by its code."""
    for case in cases:
        if item is not None and case.item.sequence == item.sequence:
            return case.component
    is_drug = item is not None and (item.is_drug or (item.code or "").startswith("J"))
    return Component.DRUG if is_drug else Component.SERVICE
