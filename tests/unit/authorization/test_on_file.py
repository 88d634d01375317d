"""What is on file: duplicates, extensions, updates, cancellations, appeals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from perdiem.model.authorization import (
    Action,
    Decision,
    Identifier,
    ItemOnFile,
    Related,
    Requester,
    RequestKind,
)
from tests.unit.authorization.deciding import (
    APPROVES_INFLIXIMAB,
    CARRIES,
    START,
    actions_of,
    decided,
)
from tests.unit.authorization.requests import MARCH, PHARMACY, approved, item, request


def test_what_is_on_file_already_is_not_decided_twice():
    found = decided(CARRIES, request(START[0]), [approved("J1745")]).items[0]
    assert (found.action, found.authorization_number, found.repeats) == (Action.APPROVE, "A100", "A100")
    less = decided(CARRIES, request(START[0]), [approved("J1745", quantity=39)]).items[0]
    assert less.action is Action.PEND  # more units than were approved are a new question


def test_an_extension_joins_the_approval_that_it_follows():
    april = item(1, "J1745", first_day=date(2026, 4, 1), last_day=date(2026, 4, 30))
    found = decided(CARRIES, request(april), [approved("J1745")], settings=APPROVES_INFLIXIMAB).items[0]
    assert (found.action, found.authorization_number) == (Action.APPROVE, "A100")
    may = item(1, "J1745", first_day=date(2026, 5, 1), last_day=date(2026, 5, 30))
    apart = decided(CARRIES, request(may), [approved("J1745")], settings=APPROVES_INFLIXIMAB).items[0]
    assert apart.authorization_number != "A100"


def test_the_same_question_twice_gets_one_answer():
    waiting = ItemOnFile(
        "", "pended", *MARCH, code="J1745", billing_npi=PHARMACY, request=Identifier("urn:provider", "OTHER")
    )
    assert decided(CARRIES, request(START[0]), [waiting]).items[0].reason.code == "already_pended"


def _as_filed(decision: Decision, asked) -> list[ItemOnFile]:  # type: ignore[no-untyped-def]
    status = {
        Action.APPROVE: "approved",
        Action.APPROVE_CARRIED: "approved",
        Action.DENY: "denied",
        Action.PEND: "pended",
    }
    return [
        ItemOnFile(
            found.authorization_number or "",
            status[found.action],
            *MARCH,
            code=found.code,
            billing_npi=PHARMACY,
            request=asked.identifier,
            asked=asked_item,
            decision=found,
        )
        for found, asked_item in zip(decision.items, asked.items, strict=True)
    ]


def test_an_update_keeps_what_was_not_changed_and_takes_back_what_is_cancelled():
    asked = request(*START)
    first = decided(CARRIES, asked, settings=APPROVES_INFLIXIMAB)
    update = request(
        replace(START[0], quantity=START[0].quantity + 10, is_changed=True),
        START[1],
        replace(START[2], is_cancelled=True),
        number="REQ2",
        kind=RequestKind.UPDATE,
        related=Related(asked.identifier),
    )
    on_file = _as_filed(first, asked)
    assert actions_of(decided(CARRIES, update, on_file)) == [Action.PEND, Action.PEND, Action.CANCEL]
    same = replace(update, items=(START[0], START[1], update.items[2]))
    assert actions_of(decided(CARRIES, same, on_file)) == [Action.APPROVE, Action.APPROVE_CARRIED, Action.CANCEL]


def test_a_cancellation_takes_everything_back():
    asked = request(*START)
    first = decided(CARRIES, asked, settings=APPROVES_INFLIXIMAB)
    cancel = request(number="REQ2", kind=RequestKind.CANCEL, related=Related(asked.identifier))
    decision = decided(CARRIES, cancel, _as_filed(first, asked))
    assert actions_of(decision) == [Action.CANCEL] * 3
    assert [each.sequence for each in decision.items] == [1, 2, 3]


def test_an_appeal_is_judged_by_a_person_and_a_denied_request_cannot_be_changed():
    asked = request(START[0], requester=Requester.INFUSION_PROVIDER)
    terms = CARRIES + "  requested_by: prescriber\n"
    denied = decided(terms, asked)
    on_file = _as_filed(denied, asked)
    related = Related(asked.identifier)
    appeal = request(START[0], number="REQ2", kind=RequestKind.APPEAL, related=related)
    assert decided(terms, appeal, on_file).items[0].reason.code == "appeal"
    update = request(START[0], number="REQ3", kind=RequestKind.UPDATE, related=related)
    assert [error.code for error in decided(terms, update, on_file).errors] == ["related_closed"]
