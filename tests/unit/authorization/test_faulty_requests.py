"""Errors of a request as a whole, and what stays the same."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from perdiem.model.authorization import (
    Outcome,
    Related,
    RequestKind,
)
from perdiem.rules.authorization.decision import decide
from tests.unit.authorization.deciding import (
    APPROVES_INFLIXIMAB,
    CARRIES,
    SETS,
    START,
    decided,
)
from tests.unit.authorization.requests import NOW, agreement_of, item, request


def test_every_error_of_a_request_is_told_at_once():
    wrong = request(
        item(1, "J1745", last_day=date(2026, 2, 1)), item(1, "S9359", quantity=0), member_id=" ", contract="other"
    )
    decision = decided(CARRIES, wrong)
    assert decision.outcome is Outcome.ERROR
    assert {error.code for error in decision.errors} == {
        "other_contract",
        "member_missing",
        "sequence_repeated",
        "dates_reversed",
        "quantity_not_positive",
    }


def test_a_cancellation_of_what_is_not_known_is_an_error():
    cancel = request(number="REQ2", kind=RequestKind.CANCEL, related=Related(None, "A999"))
    assert [error.code for error in decided(CARRIES, cancel).errors] == ["related_unknown"]


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        decided(CARRIES, request(START[0], submitted_at=datetime(2026, 3, 2)))  # noqa: DTZ001 - that is the point


def test_the_same_request_has_the_same_numbers():
    agreement = agreement_of(CARRIES)
    once = decide(request(*START), agreement, SETS, (), NOW, APPROVES_INFLIXIMAB)
    assert once == decide(request(*START), agreement, SETS, (), NOW, APPROVES_INFLIXIMAB)
    other = decide(request(*START, number="REQ2"), agreement, SETS, (), NOW, APPROVES_INFLIXIMAB)
    assert other.number != once.number
