"""Who may ask (R8), and what needs no authorization or may need one (R3, R8, R14)."""

from __future__ import annotations

from dataclasses import replace

from perdiem.model.authorization import (
    Action,
    Benefit,
    Outcome,
    Requester,
)
from tests.unit.authorization.deciding import (
    CARRIES,
    START,
    actions_of,
    decided,
)
from tests.unit.authorization.requests import MARCH, item, request


def test_the_prescriber_alone_may_ask_under_the_pharmacy_benefit_where_the_contract_says_so():
    terms = CARRIES + "  pharmacy_benefit_requested_by: prescriber\n"
    drug = replace(START[0], benefit=Benefit.PHARMACY)
    refused = decided(terms, request(drug)).items[0]
    assert refused.action is Action.DENY
    assert refused.reason.term == "authorization.pharmacy_benefit_requested_by"
    assert actions_of(decided(terms, request(drug, requester=Requester.PRESCRIBER))) == [Action.PEND]
    assert actions_of(decided(terms, request(replace(drug, benefit=Benefit.MEDICAL)))) == [Action.PEND]


def test_the_infusion_provider_may_ask_where_the_contract_names_it_or_is_silent():
    drug = replace(START[0], benefit=Benefit.PHARMACY)
    named = CARRIES + "  pharmacy_benefit_requested_by: [infusion_provider, prescriber]\n"
    assert actions_of(decided(named, request(drug))) == [Action.PEND]
    assert actions_of(decided(CARRIES, request(drug))) == [Action.PEND]


def test_waived_therapies_and_nursing_need_nothing_and_the_answer_cites_the_term():
    terms = """
authorization:
  rules:
    - {for: everything, needed: yes}
    - {for: [anti_infective_therapy, hydration_therapy], needed: no}
    - {for: nursing, needed: no}
"""
    decision = decided(
        terms, request(item(1, "J0696"), item(2, "S9500"), item(3, "S9374"), item(4, "99601", quantity=60))
    )
    assert set(actions_of(decision)) == {Action.NOT_REQUIRED}
    assert decision.items[0].reason.term == "authorization.rules.2"
    assert decision.items[3].reason.recommendation == 14
    assert decision.outcome is Outcome.COMPLETE


DE_CLOTTING_FREE = """
authorization:
  rules:
    - {for: nursing, needed: yes}
    - {for: de_clotting, needed: no}
"""


def test_a_visit_that_clears_the_catheter_is_free_with_the_kit_and_other_visits_are_not():
    one_day = {"first_day": MARCH[0], "last_day": MARCH[0]}
    clearing = decided(DE_CLOTTING_FREE, request(item(1, "S5517", **one_day), item(2, "99601", **one_day)))
    assert actions_of(clearing) == [Action.NOT_REQUIRED, Action.NOT_REQUIRED]
    assert clearing.items[1].reason.recommendation == 3
    assert actions_of(decided(DE_CLOTTING_FREE, request(item(1, "99601", **one_day)))) == [Action.PEND]
    as_needed = decided(DE_CLOTTING_FREE, request(item(1, "S5517"), item(2, "J2997"), item(3, "99601")))
    assert set(actions_of(as_needed)) == {Action.NOT_REQUIRED}
    mixed = decided(DE_CLOTTING_FREE, request(item(1, "S5517"), item(2, "S9500"), item(3, "99601")))
    assert mixed.items[2].action is Action.PEND  # visits of the therapy are among those asked for


def test_a_contract_that_asks_for_authorization_of_nursing_pends_it_and_never_denies_it():
    decision = decided("authorization: {rules: [{for: nursing, needed: yes}]}\n", request(item(1, "99601", quantity=9)))
    (found,) = decision.items
    assert (found.action, found.reason.code) == (Action.PEND, "person_decides")
    assert found.reason.term == "authorization.rules.1"


def test_silence_needs_no_authorization_for_claims_are_not_refused_for_lack_of_one():
    decision = decided("", request(item(1, "S9359")))
    assert decision.items[0].action is Action.NOT_REQUIRED
    assert decision.items[0].reason.code == "authorization_silent"


def test_a_list_that_the_contract_does_not_hold_is_looked_up_by_a_person():
    unlisted = "authorization: {rules: [{for: drug, needed: listed_only}]}\n"
    assert actions_of(decided(unlisted, request(START[0]))) == [Action.PEND]
    listed = "authorization: {rules: [{for: drug, needed: listed_only}], listed: [J1745]}\n"
    assert actions_of(decided(listed, request(START[0]))) == [Action.PEND]
    assert actions_of(decided(listed, request(item(1, "J0696")))) == [Action.NOT_REQUIRED]


def test_a_condition_in_words_is_judged_by_a_person():
    terms = "authorization: {rules: [{for: nursing, needed: yes, when: over 10 visits a month}]}\n"
    found = decided(terms, request(item(1, "99601"))).items[0]
    assert found.action is Action.PEND
    assert "over 10 visits a month" in found.reason.sentence
