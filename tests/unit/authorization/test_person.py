"""A person's rulings: what they may do, and what follows for the services that wait for a drug."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.errors import UsageError
from perdiem.model.authorization import Action, Decision, Missing, Outcome, Ruling
from perdiem.rules.authorization.decision import Decider
from perdiem.rules.authorization.person import rule_on
from tests.unit.authorization.requests import MARCH, NOW, agreement_of, approved, item, request

TERMS = """
lines_of_business: [managed_medicaid]
authorization:
  rules:
    - {for: [drug, per_diem], needed: yes}
  drug_approval_carries: per_diem
"""
DECIDER = Decider(agreement_of(TERMS), packaged_code_sets())
ASKED = request(item(1, "J1745", quantity=40), item(2, "S9359", quantity=30))
OPEN = DECIDER.decide(ASKED, (), NOW)


def _rule(*rulings: Ruling, decision: Decision = OPEN, on_file=()) -> Decision:  # type: ignore[no-untyped-def]
    return rule_on(DECIDER, ASKED, decision, rulings, NOW + timedelta(hours=2), "nurse", on_file)


def test_approving_the_drug_approves_the_per_diem_with_it():
    decision = _rule(Ruling(1, Action.APPROVE))
    assert [each.action for each in decision.items] == [Action.APPROVE, Action.APPROVE_CARRIED]
    assert decision.outcome is Outcome.COMPLETE
    assert decision.items[0].decided_by == "nurse"
    assert decision.items[1].carried_by == decision.items[0].authorization_number


def test_denying_the_drug_leaves_the_per_diem_to_a_person():
    decision = _rule(Ruling(1, Action.DENY, "Another biological was not tried first.", "step_therapy"))
    assert [each.action for each in decision.items] == [Action.DENY, Action.PEND]
    assert decision.items[0].reason.sentence == "Another biological was not tried first."
    assert decision.items[0].reason.term == "authorization.rules.1"
    assert decision.items[1].reason.code == "person_decides"


def test_fewer_units_or_days_are_a_modification():
    decision = _rule(Ruling(1, Action.APPROVE, quantity=Decimal(20), last_day=date(2026, 3, 15)))
    drug, per_diem = decision.items
    assert (drug.action, drug.quantity, drug.last_day) == (Action.MODIFIED, 20, date(2026, 3, 15))
    assert (per_diem.action, per_diem.last_day) == (Action.MODIFIED, date(2026, 3, 15))


def test_asking_for_information_keeps_the_clock_running():
    decision = _rule(Ruling(1, Action.PEND, missing=(Missing("labs", "Send the last labs."),)))
    assert decision.items[0].missing[0].code == "labs"
    assert decision.items[0].due == OPEN.items[0].due


def test_a_service_may_be_extended_to_14_days_and_a_drug_not():
    with pytest.raises(UsageError, match="may not be extended"):
        _rule(Ruling(1, Action.PEND, extend_days=3))
    once = _rule(Ruling(2, Action.PEND, extend_days=7))
    assert once.items[1].due.extended_days == 7
    with pytest.raises(UsageError, match="at most"):
        _rule(Ruling(2, Action.PEND, extend_days=1), decision=once)


def test_an_extension_joins_the_approval_on_file():
    february = approved("J1745", first_day=date(2026, 2, 1), last_day=date(2026, 3, 1))
    assert _rule(Ruling(1, Action.APPROVE), on_file=(february,)).items[0].authorization_number == "A100"


@pytest.mark.parametrize(
    ("ruling", "says"),
    [
        (Ruling(1, Action.DENY), "specific reason"),
        (Ruling(9, Action.APPROVE), "no such item"),
        (Ruling(1, Action.MODIFIED), "approves, denies or pends"),
        (Ruling(1, Action.APPROVE, quantity=Decimal(41)), "more than"),
        (Ruling(1, Action.APPROVE, quantity=Decimal(0)), "deny the item"),
        (Ruling(1, Action.APPROVE, last_day=MARCH[1] + timedelta(days=1)), "beyond the days"),
        (Ruling(1, Action.APPROVE, first_day=MARCH[1], last_day=MARCH[0]), "is after"),
    ],
)
def test_a_ruling_that_does_not_fit_is_refused(ruling, says):
    with pytest.raises(UsageError, match=says):
        _rule(ruling)


def test_what_is_decided_is_not_decided_again():
    done = _rule(Ruling(1, Action.APPROVE))
    with pytest.raises(UsageError, match="not pended"):
        _rule(Ruling(1, Action.DENY, "no"), decision=done)
    with pytest.raises(UsageError, match="twice"):
        _rule(Ruling(1, Action.APPROVE), Ruling(1, Action.APPROVE))


def test_a_person_may_rule_on_drug_and_service_at_once():
    decision = _rule(Ruling(1, Action.APPROVE), replace(Ruling(2, Action.DENY), sentence="Not at home."))
    assert [each.action for each in decision.items] == [Action.APPROVE, Action.DENY]
