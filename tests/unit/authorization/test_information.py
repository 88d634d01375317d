"""What a request must say, and what the settings approve without a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from perdiem.model.authorization import (
    Action,
)
from perdiem.model.authorization_settings import AuthorizationSettings
from tests.unit.authorization.deciding import (
    CARRIES,
    START,
    actions_of,
    decided,
)
from tests.unit.authorization.requests import request


def test_a_request_without_diagnosis_is_pended_with_what_is_missing():
    found = decided(CARRIES, request(START[0], diagnoses=())).items[0]
    assert found.reason.code == "information_missing"
    assert [each.code for each in found.missing] == ["diagnosis"]


def test_a_setting_asks_for_documents_and_an_attachment_answers_it():
    settings = AuthorizationSettings.model_validate(
        {"documents": [{"for": "J1745", "code": "order", "asks": "Send the signed order."}]}
    )
    asked = request(START[0])
    assert [each.code for each in decided(CARRIES, asked, settings=settings).items[0].missing] == ["order"]
    from perdiem.model.authorization import Attachment

    with_order = replace(asked, attachments=(Attachment("order.pdf", "application/pdf", b"%PDF", answers="order"),))
    assert decided(CARRIES, with_order, settings=settings).items[0].missing == ()


def test_a_setting_approves_up_to_its_quantity_and_days():
    settings = AuthorizationSettings.model_validate(
        {"auto_approve": [{"for": "J1745", "up_to_quantity": 40, "up_to_days": 30}]}
    )
    assert actions_of(decided(CARRIES, request(START[0]), settings=settings)) == [Action.APPROVE]
    assert actions_of(decided(CARRIES, request(replace(START[0], quantity=None)), settings=settings)) == [Action.PEND]
    longer = replace(START[0], last_day=date(2026, 4, 1))
    assert actions_of(decided(CARRIES, request(longer), settings=settings)) == [Action.PEND]
