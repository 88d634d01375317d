"""Requests decided one after the other without a store: each sees what was decided before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from perdiem.model.authorization import (
    Action,
    AuthorizationRequest,
    CoverageSpan,
    Decision,
    Identifier,
    ItemDecision,
    ItemOnFile,
    Outcome,
    RequestItem,
    RequestKind,
)
from perdiem.rules.authorization.decision import Decider
from perdiem.rules.authorization.on_file import APPROVED, CANCELLED, DENIED, PENDED, earlier_items

STATUS = {Action.PEND: PENDED, Action.DENY: DENIED, Action.CANCEL: CANCELLED, Action.NOT_REQUIRED: "not_required"}


def decided_in_order(
    decider: Decider,
    requests: Iterable[AuthorizationRequest],
    now: datetime,
    on_file_of: Callable[[str], Sequence[ItemOnFile]],
    coverage_of: Callable[[str], Sequence[CoverageSpan] | None],
) -> Iterator[tuple[AuthorizationRequest, Decision]]:
    """Each request with its decision. The same identifier again gets the same answer."""
    known: dict[Identifier, Decision] = {}
    filed: dict[str, list[ItemOnFile]] = defaultdict(list)
    for request in requests:
        member = request.member_id
        if request.identifier in known:
            yield request, known[request.identifier]
            continue
        if member not in filed:
            filed[member] = list(on_file_of(member))
        decision = decider.decide(request, filed[member], now, coverage_of(member))
        if decision.outcome is not Outcome.ERROR:
            known[request.identifier] = decision
            if request.kind in {RequestKind.UPDATE, RequestKind.CANCEL}:
                gone = earlier_items(filed[member], request)
                filed[member] = [item for item in filed[member] if item not in gone]
            filed[member] += items_on_file(request, decision, decider.settings.clocks.time_zone)
        yield request, decision


def items_on_file(request: AuthorizationRequest, decision: Decision, time_zone: str) -> list[ItemOnFile]:
    """What a decided request adds to what is on file of its member."""
    asked_day = request.submitted_at.astimezone(ZoneInfo(time_zone)).date()
    asked = {item.sequence: item for item in request.items}
    return [_filed(item, asked.get(item.sequence), request, asked_day) for item in decision.items]


def _filed(item: ItemDecision, asked: RequestItem | None, request: AuthorizationRequest, asked_day: date) -> ItemOnFile:
    is_approval = item.action.is_approval
    first = item.first_day or (asked.first_day if asked else None) or request.start_of_service or asked_day
    return ItemOnFile(
        authorization_number=item.authorization_number or "",
        status=APPROVED if is_approval else STATUS[item.action],
        first_day=first,
        last_day=item.last_day if is_approval else asked.last_day if asked else None,
        code=item.code,
        quantity=item.quantity if is_approval else asked.quantity if asked else None,
        billing_npi=item.billing_npi or (asked.servicing_npi if asked else None),
        requested_day=None if item.is_late_waived else asked_day,
        request=request.identifier,
        asked=asked,
        decision=item,
    )
