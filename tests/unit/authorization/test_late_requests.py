"""Late requests, counted in working days as claims count them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from perdiem.model.authorization import (
    Action,
)
from perdiem.model.authorization_settings import AuthorizationSettings
from tests.unit.authorization.deciding import (
    APPROVES_INFLIXIMAB,
    CARRIES,
    START,
    actions_of,
    decided,
)
from tests.unit.authorization.requests import MARCH, item, request

LATE = CARRIES + "  late_request_working_days: 5\n"


def _asked_on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, tzinfo=UTC)


def test_a_request_is_in_time_up_to_the_contracts_working_days():
    for days, action in ((7, Action.PEND), (8, Action.DENY)):  # Mon 2 March: the fifth working day after is Mon 9 March
        asked = request(START[0], submitted_at=_asked_on(MARCH[0] + timedelta(days=days)))
        assert decided(LATE, asked).items[0].action is action
    found = decided(LATE, asked).items[0]
    assert found.reason.term == "authorization.late_request_working_days"
    assert "2026-03-03" in found.reason.sentence


def test_a_public_holiday_is_no_working_day():
    start = date(2026, 5, 21)  # a Thursday; Memorial Day is Monday 25 May
    asked = request(item(1, "J1745", first_day=start, last_day=None), submitted_at=_asked_on(date(2026, 5, 29)))
    found = decided(LATE, asked, settings=APPROVES_INFLIXIMAB).items[0]
    assert found.action is Action.APPROVE
    assert not found.is_late_waived  # a claim counts alike
    without = AuthorizationSettings.model_validate({"holidays": "none", "auto_approve": [{"for": "J1745"}]})
    assert decided(LATE, asked, settings=without).items[0].action is Action.DENY


def test_a_holiday_of_a_state_is_told_to_claims_as_waived():
    start = date(2026, 4, 22)  # a Wednesday; 27 April is Confederate Memorial Day in Alabama, and no federal holiday
    asked = request(item(1, "J1745", first_day=start, last_day=None), submitted_at=_asked_on(date(2026, 4, 30)))
    alabama = AuthorizationSettings.model_validate({"holidays": "US-AL", "auto_approve": [{"for": "J1745"}]})
    found = decided(LATE, asked, settings=alabama).items[0]
    assert (found.action, found.is_late_waived) == (Action.APPROVE, True)
    assert decided(LATE, asked, settings=APPROVES_INFLIXIMAB).items[0].action is Action.DENY


def test_a_setting_moves_a_late_request_to_its_first_day_in_time():
    settings = AuthorizationSettings.model_validate(
        {"late_request": "from_first_day_in_time", "auto_approve": [{"for": "J1745"}]}
    )
    asked = request(START[0], submitted_at=_asked_on(date(2026, 3, 10)))
    found = decided(LATE, asked, settings=settings).items[0]
    assert (found.action, found.first_day) == (Action.MODIFIED, date(2026, 3, 3))


def test_a_service_waits_for_the_drug_that_would_carry_it_even_if_it_comes_late():
    late = _asked_on(MARCH[0] + timedelta(days=14))
    terms = """
lines_of_business: [commercial]
authorization:
  rules:
    - {for: per_diem, needed: yes}
    - {for: drug, needed: yes, when: it is new}
  drug_approval_carries: per_diem
  late_request_working_days: 5
"""
    decision = decided(terms, request(*START[:2], submitted_at=late))
    assert actions_of(decision) == [Action.PEND, Action.PEND]
    assert decision.items[1].reason.code == "waits_for_drug"
    alone = decided(terms, request(START[1], submitted_at=late))
    assert alone.items[0].reason.code == "late_request"
