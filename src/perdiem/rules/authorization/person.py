"""A person's decision on pended items, and what follows from it for the services that wait for a drug."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from perdiem.errors import UsageError
from perdiem.model.authorization import (
    Action,
    AuthorizationRequest,
    CoverageSpan,
    Decision,
    ItemDecision,
    ItemOnFile,
    Outcome,
    Reason,
    Ruling,
)
from perdiem.model.periods import Period
from perdiem.rules.authorization.case import Case
from perdiem.rules.authorization.decision import Decider
from perdiem.rules.authorization.numbers import authorization_number
from perdiem.rules.authorization.on_file import touching
from perdiem.rules.authorization.services import carried_along, find_carrier
from perdiem.rules.authorization.verdict import Verdict, decided, pended

RULED = frozenset({Action.APPROVE, Action.DENY, Action.PEND})


def rule_on(
    decider: Decider,
    request: AuthorizationRequest,
    decision: Decision,
    rulings: Sequence[Ruling],
    now: datetime,
    by: str,
    on_file: Sequence[ItemOnFile] = (),
    coverage: Sequence[CoverageSpan] | None = None,
) -> Decision:
    """The decision with a person's rulings in it. `by` is who decided, `on_file` the member's other items.

    Where the drug is approved, the services that it carries are approved with it; where it is denied, they wait for a
    person on their own account. Raises UsageError for a ruling that does not fit: an item that is not pended, a denial
    without a reason, days or a quantity beyond what was asked, an extension that no rule allows.
    """
    cases = {case.item.sequence: case for case in decider.cases(request, coverage)}
    found = {item.sequence: item for item in decision.items}
    ruled: set[int] = set()
    for ruling in rulings:
        case = _fitting(ruling, found, cases, ruled)
        found[ruling.sequence] = _ruled(decider, case, found[ruling.sequence], ruling, now, by, on_file)
        ruled.add(ruling.sequence)
    for item in _waiting(tuple(found.values()), ruled):
        found[item.sequence] = _following(decider, cases, found, item, now)
    items = tuple(found[item.sequence] for item in decision.items)
    return replace(
        decision,
        items=items,
        outcome=Outcome.PARTIAL if any(item.action is Action.PEND for item in items) else Outcome.COMPLETE,
        decided_at=now,
        carried=carried_along(tuple(cases.values()), items),
    )


def _fitting(ruling: Ruling, found: dict[int, ItemDecision], cases: dict[int, Case], ruled: set[int]) -> Case:
    number = ruling.sequence
    if number not in found or number not in cases:
        there = ", ".join(str(sequence) for sequence in found)
        raise UsageError(f"item {number}: there is no such item; there {'are' if len(found) > 1 else 'is'} {there}")
    if number in ruled:
        raise UsageError(f"item {number} is decided twice")
    if found[number].action is not Action.PEND:
        raise UsageError(f"item {number} is not pended: it is decided ({found[number].action.replace('_', ' ')})")
    if ruling.action not in RULED:
        raise UsageError(f"item {number}: a person approves, denies or pends, not {ruling.action}")
    if ruling.action is Action.DENY and not ruling.sentence.strip():
        raise UsageError(
            f"item {number}: a denial needs its specific reason, for the provider must be told (CMS-0057-F)"
        )
    return cases[number]


def _ruled(
    decider: Decider,
    case: Case,
    before: ItemDecision,
    ruling: Ruling,
    now: datetime,
    by: str,
    on_file: Sequence[ItemOnFile],
) -> ItemDecision:
    term, place = before.reason.term, before.reason.place
    reason = Reason(ruling.code, ruling.sentence or before.reason.sentence, term, place)
    if ruling.action is Action.DENY:
        return decided(case, Verdict(Action.DENY, reason), now, by)
    if ruling.action is Action.PEND:
        return _still_pended(decider, case, before, ruling)
    days = _days(case, ruling)
    quantity = ruling.quantity if ruling.quantity is not None else case.item.quantity
    if quantity is not None and quantity <= 0:
        raise UsageError(f"item {ruling.sequence}: a quantity of {quantity} approves nothing; deny the item instead")
    asked = case.item.quantity
    if asked is not None and quantity is not None and quantity > asked:
        raise UsageError(f"item {ruling.sequence}: {quantity} is more than the {asked} that were asked for")
    is_as_asked = quantity == asked and (days == case.days or (ruling.first_day is None and ruling.last_day is None))
    number = touching(on_file, case.contracts, case.code, days, case.provider)
    text = ruling.sentence or f"Approved by {by}."
    verdict = Verdict(
        Action.APPROVE if is_as_asked else Action.MODIFIED,
        Reason(ruling.code, text, term, place),
        number=number or authorization_number(case.request),
        quantity=quantity,
        days=days,
    )
    return decided(case, verdict, now, by)


def _days(case: Case, ruling: Ruling) -> Period:
    first, last = ruling.first_day or case.days.first, ruling.last_day or case.days.last
    assert first is not None
    if last is not None and first > last:
        raise UsageError(f"item {ruling.sequence}: the first day {first} is after the last day {last}")
    days = Period(first, last)
    outside = days.intersection(case.days) != days
    if outside and (case.item.last_day is not None or first < case.first_day):
        raise UsageError(f"item {ruling.sequence}: {days} goes beyond the days that were asked for, {case.days}")
    return days


def _still_pended(decider: Decider, case: Case, before: ItemDecision, ruling: Ruling) -> ItemDecision:
    extended = (before.due.extended_days if before.due else 0) + ruling.extend_days
    reason = before.reason
    if ruling.missing:
        reason = replace(reason, code="information_missing")
    if ruling.sentence:
        reason = replace(reason, sentence=ruling.sentence)
    verdict = pended(case, reason, decider.settings, ruling.missing or before.missing, extended)
    due = verdict.due
    if ruling.extend_days and (due is None or due.latest is None):
        raise UsageError(f"item {ruling.sequence}: its time ({due.rule if due else 'none'}) may not be extended")
    if ruling.extend_days and due is not None and due.extended_days < extended:
        raise UsageError(f"item {ruling.sequence}: the time may be extended to {due.latest:%Y-%m-%d %H:%M} UTC at most")
    return replace(before, reason=verdict.reason, missing=verdict.missing, due=due)


def _waiting(items: Sequence[ItemDecision], ruled: set[int]) -> Iterator[ItemDecision]:
    for item in items:
        if item.action is Action.PEND and item.sequence not in ruled and item.reason.code == "waits_for_drug":
            yield item


def _following(
    decider: Decider, cases: dict[int, Case], found: dict[int, ItemDecision], item: ItemDecision, now: datetime
) -> ItemDecision:
    """What becomes of a service that waited for a drug once the drug is decided."""
    case = cases[item.sequence]
    every = tuple(cases.values())
    carrier = find_carrier(case, (), found, every)
    if carrier is not None:
        return decided(case, carrier, now)
    if find_carrier(case, (), found, every, still_pended=True) is not None:
        return item
    _, why = case.need
    text = f"{why.sentence} The drug that would carry it is not approved."
    reason = replace(why, code="person_decides", sentence=text)
    extended = item.due.extended_days if item.due else 0
    return decided(case, pended(case, reason, decider.settings, extended_days=extended), now)
