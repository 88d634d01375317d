"""R8: one approval of the drug for the services that go with it, and its opposite."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from perdiem.model.authorization import (
    Action,
    Outcome,
)
from tests.unit.authorization.deciding import (
    APPROVES_INFLIXIMAB,
    CARRIES,
    DRUGS_AND_NURSING,
    START,
    actions_of,
    decided,
)
from tests.unit.authorization.requests import MARCH, approved, request


def test_the_approval_of_the_drug_carries_per_diem_and_nursing_under_one_number():
    decision = decided(CARRIES, request(*START), settings=APPROVES_INFLIXIMAB)
    assert actions_of(decision) == [Action.APPROVE, Action.APPROVE_CARRIED, Action.APPROVE_CARRIED]
    assert decision.outcome is Outcome.COMPLETE
    assert len({each.authorization_number for each in decision.items}) == 1
    assert decision.items[0].quantity == 40
    assert decision.items[2].quantity is None  # nothing that is carried has a limit of its own
    assert decision.items[1].reason.term == "authorization.drug_approval_carries"
    assert decision.items[1].reason.place.endswith("contract.yaml:10:26")


def test_what_nobody_asked_for_is_carried_too():
    decision = decided(CARRIES, request(*START[:2]), settings=APPROVES_INFLIXIMAB)
    assert [service.kind for service in decision.carried] == ["supplies", "equipment", "nursing"]
    only_drug = decided(CARRIES, request(START[0]), settings=APPROVES_INFLIXIMAB)
    assert only_drug.carried[0].kind == "per_diem"
    assert only_drug.carried[0].usual_codes == ("S9359",)
    assert {each.authorization_number for each in only_drug.carried} == {only_drug.items[0].authorization_number}


def test_without_the_term_each_service_waits_for_its_own_approval():
    decision = decided(DRUGS_AND_NURSING, request(*START), settings=APPROVES_INFLIXIMAB)
    assert actions_of(decision) == [Action.APPROVE, Action.PEND, Action.PEND]
    assert decision.outcome is Outcome.PARTIAL
    assert decision.carried == ()


def test_services_wait_with_the_drug_that_a_person_decides():
    decision = decided(CARRIES, request(*START))
    assert actions_of(decision) == [Action.PEND, Action.PEND, Action.PEND]
    assert [each.reason.code for each in decision.items] == ["person_decides", "waits_for_drug", "waits_for_drug"]


def test_a_later_request_for_the_services_is_answered_at_once_by_the_drug_on_file():
    decision = decided(CARRIES, request(*START[1:]), [approved("J1745")])
    assert actions_of(decision) == [Action.APPROVE_CARRIED, Action.APPROVE_CARRIED]
    assert {each.authorization_number for each in decision.items} == {"A100"}


def test_services_beyond_the_days_of_the_drug_are_approved_for_those_days_only():
    late_may = replace(START[1], last_day=date(2026, 5, 31))
    decision = decided(CARRIES, request(late_may), [approved("J1745")])
    (found,) = decision.items
    assert found.action is Action.MODIFIED
    assert (found.first_day, found.last_day) == MARCH


def test_a_drug_approved_for_another_pharmacy_carries_nothing():
    decision = decided(CARRIES, request(START[1]), [approved("J1745", billing_npi="1000000038")])
    assert actions_of(decision) == [Action.PEND]


def test_sites_under_the_same_terms_share_an_approval():
    sites = 'sites: {same_terms: yes, locations: [{npi: "1000000012"}, {npi: "1000000038"}]}\n'
    decision = decided(CARRIES + sites, request(START[1]), [approved("J1745", billing_npi="1000000038")])
    assert actions_of(decision) == [Action.APPROVE_CARRIED]
