"""Decisions by the contract: the three limbs of R8, R3, R14, their opposites, and what is left to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.model.authorization import (
    Action,
    Benefit,
    CoverageSpan,
    Decision,
    Identifier,
    ItemOnFile,
    Outcome,
    Related,
    Requester,
    RequestKind,
)
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.rules.authorization.decision import decide
from tests.unit.authorization.requests import MARCH, NOW, PHARMACY, agreement_of, approved, item, request

SETS = packaged_code_sets()
DRUGS_AND_NURSING = """
lines_of_business: [commercial]
authorization:
  rules:
    - {for: [drug, per_diem, nursing], needed: yes}
"""
CARRIES = DRUGS_AND_NURSING + "  drug_approval_carries: [per_diem, supplies, equipment, nursing]\n"
APPROVES_INFLIXIMAB = AuthorizationSettings.model_validate({"auto_approve": [{"for": "J1745"}]})
START = (item(1, "J1745", quantity=40), item(2, "S9359", quantity=30), item(3, "99601", quantity=2))


def _actions(decision: Decision) -> list[Action]:
    return [each.action for each in decision.items]


def _decide(terms: str, asked, on_file=(), settings=None, **more) -> Decision:  # type: ignore[no-untyped-def]
    return decide(asked, agreement_of(terms), SETS, on_file, NOW, settings or AuthorizationSettings(), **more)


# R8: one approval


def test_the_approval_of_the_drug_carries_per_diem_and_nursing_under_one_number():
    decision = _decide(CARRIES, request(*START), settings=APPROVES_INFLIXIMAB)
    assert _actions(decision) == [Action.APPROVE, Action.APPROVE_CARRIED, Action.APPROVE_CARRIED]
    assert decision.outcome is Outcome.COMPLETE
    assert len({each.authorization_number for each in decision.items}) == 1
    assert decision.items[0].quantity == 40
    assert decision.items[2].quantity is None  # nothing that is carried has a limit of its own
    assert decision.items[1].reason.term == "authorization.drug_approval_carries"
    assert decision.items[1].reason.place.endswith("contract.yaml:10:26")


def test_what_nobody_asked_for_is_carried_too():
    decision = _decide(CARRIES, request(*START[:2]), settings=APPROVES_INFLIXIMAB)
    assert [service.kind for service in decision.carried] == ["supplies", "equipment", "nursing"]
    only_drug = _decide(CARRIES, request(START[0]), settings=APPROVES_INFLIXIMAB)
    assert only_drug.carried[0].kind == "per_diem"
    assert only_drug.carried[0].usual_codes == ("S9359",)
    assert {each.authorization_number for each in only_drug.carried} == {only_drug.items[0].authorization_number}


def test_without_the_term_each_service_waits_for_its_own_approval():
    decision = _decide(DRUGS_AND_NURSING, request(*START), settings=APPROVES_INFLIXIMAB)
    assert _actions(decision) == [Action.APPROVE, Action.PEND, Action.PEND]
    assert decision.outcome is Outcome.PARTIAL
    assert decision.carried == ()


def test_services_wait_with_the_drug_that_a_person_decides():
    decision = _decide(CARRIES, request(*START))
    assert _actions(decision) == [Action.PEND, Action.PEND, Action.PEND]
    assert [each.reason.code for each in decision.items] == ["person_decides", "waits_for_drug", "waits_for_drug"]


def test_a_later_request_for_the_services_is_answered_at_once_by_the_drug_on_file():
    decision = _decide(CARRIES, request(*START[1:]), [approved("J1745")])
    assert _actions(decision) == [Action.APPROVE_CARRIED, Action.APPROVE_CARRIED]
    assert {each.authorization_number for each in decision.items} == {"A100"}


def test_services_beyond_the_days_of_the_drug_are_approved_for_those_days_only():
    late_may = replace(START[1], last_day=date(2026, 5, 31))
    decision = _decide(CARRIES, request(late_may), [approved("J1745")])
    (found,) = decision.items
    assert found.action is Action.MODIFIED
    assert (found.first_day, found.last_day) == MARCH


def test_a_drug_approved_for_another_pharmacy_carries_nothing():
    decision = _decide(CARRIES, request(START[1]), [approved("J1745", billing_npi="1000000038")])
    assert _actions(decision) == [Action.PEND]


def test_sites_under_the_same_terms_share_an_approval():
    sites = 'sites: {same_terms: yes, locations: [{npi: "1000000012"}, {npi: "1000000038"}]}\n'
    decision = _decide(CARRIES + sites, request(START[1]), [approved("J1745", billing_npi="1000000038")])
    assert _actions(decision) == [Action.APPROVE_CARRIED]


# R8: who may ask


def test_the_prescriber_alone_may_ask_under_the_pharmacy_benefit_where_the_contract_says_so():
    terms = CARRIES + "  pharmacy_benefit_requested_by: prescriber\n"
    drug = replace(START[0], benefit=Benefit.PHARMACY)
    refused = _decide(terms, request(drug)).items[0]
    assert refused.action is Action.DENY
    assert refused.reason.term == "authorization.pharmacy_benefit_requested_by"
    assert _actions(_decide(terms, request(drug, requester=Requester.PRESCRIBER))) == [Action.PEND]
    assert _actions(_decide(terms, request(replace(drug, benefit=Benefit.MEDICAL)))) == [Action.PEND]


def test_the_infusion_provider_may_ask_where_the_contract_names_it_or_is_silent():
    drug = replace(START[0], benefit=Benefit.PHARMACY)
    named = CARRIES + "  pharmacy_benefit_requested_by: [infusion_provider, prescriber]\n"
    assert _actions(_decide(named, request(drug))) == [Action.PEND]
    assert _actions(_decide(CARRIES, request(drug))) == [Action.PEND]


# R8, R3, R14: what needs none


def test_waived_therapies_and_nursing_need_nothing_and_the_answer_cites_the_term():
    terms = """
authorization:
  rules:
    - {for: everything, needed: yes}
    - {for: [anti_infective_therapy, hydration_therapy], needed: no}
    - {for: nursing, needed: no}
"""
    decision = _decide(
        terms, request(item(1, "J0696"), item(2, "S9500"), item(3, "S9374"), item(4, "99601", quantity=60))
    )
    assert set(_actions(decision)) == {Action.NOT_REQUIRED}
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
    clearing = _decide(DE_CLOTTING_FREE, request(item(1, "S5517", **one_day), item(2, "99601", **one_day)))
    assert _actions(clearing) == [Action.NOT_REQUIRED, Action.NOT_REQUIRED]
    assert clearing.items[1].reason.recommendation == 3
    assert _actions(_decide(DE_CLOTTING_FREE, request(item(1, "99601", **one_day)))) == [Action.PEND]
    as_needed = _decide(DE_CLOTTING_FREE, request(item(1, "S5517"), item(2, "J2997"), item(3, "99601")))
    assert set(_actions(as_needed)) == {Action.NOT_REQUIRED}
    mixed = _decide(DE_CLOTTING_FREE, request(item(1, "S5517"), item(2, "S9500"), item(3, "99601")))
    assert mixed.items[2].action is Action.PEND  # visits of the therapy are among those asked for


def test_a_contract_that_asks_for_authorization_of_nursing_pends_it_and_never_denies_it():
    decision = _decide("authorization: {rules: [{for: nursing, needed: yes}]}\n", request(item(1, "99601", quantity=9)))
    (found,) = decision.items
    assert (found.action, found.reason.code) == (Action.PEND, "person_decides")
    assert found.reason.term == "authorization.rules.1"


def test_silence_needs_no_authorization_for_claims_are_not_refused_for_lack_of_one():
    decision = _decide("", request(item(1, "S9359")))
    assert decision.items[0].action is Action.NOT_REQUIRED
    assert decision.items[0].reason.code == "authorization_silent"


def test_a_list_that_the_contract_does_not_hold_is_looked_up_by_a_person():
    unlisted = "authorization: {rules: [{for: drug, needed: listed_only}]}\n"
    assert _actions(_decide(unlisted, request(START[0]))) == [Action.PEND]
    listed = "authorization: {rules: [{for: drug, needed: listed_only}], listed: [J1745]}\n"
    assert _actions(_decide(listed, request(START[0]))) == [Action.PEND]
    assert _actions(_decide(listed, request(item(1, "J0696")))) == [Action.NOT_REQUIRED]


def test_a_condition_in_words_is_judged_by_a_person():
    terms = "authorization: {rules: [{for: nursing, needed: yes, when: over 10 visits a month}]}\n"
    found = _decide(terms, request(item(1, "99601"))).items[0]
    assert found.action is Action.PEND
    assert "over 10 visits a month" in found.reason.sentence


# information, settings


def test_a_request_without_diagnosis_is_pended_with_what_is_missing():
    found = _decide(CARRIES, request(START[0], diagnoses=())).items[0]
    assert found.reason.code == "information_missing"
    assert [each.code for each in found.missing] == ["diagnosis"]


def test_a_setting_asks_for_documents_and_an_attachment_answers_it():
    settings = AuthorizationSettings.model_validate(
        {"documents": [{"for": "J1745", "code": "order", "asks": "Send the signed order."}]}
    )
    asked = request(START[0])
    assert [each.code for each in _decide(CARRIES, asked, settings=settings).items[0].missing] == ["order"]
    from perdiem.model.authorization import Attachment

    with_order = replace(asked, attachments=(Attachment("order.pdf", "application/pdf", b"%PDF", answers="order"),))
    assert _decide(CARRIES, with_order, settings=settings).items[0].missing == ()


def test_a_setting_approves_up_to_its_quantity_and_days():
    settings = AuthorizationSettings.model_validate(
        {"auto_approve": [{"for": "J1745", "up_to_quantity": 40, "up_to_days": 30}]}
    )
    assert _actions(_decide(CARRIES, request(START[0]), settings=settings)) == [Action.APPROVE]
    assert _actions(_decide(CARRIES, request(replace(START[0], quantity=None)), settings=settings)) == [Action.PEND]
    longer = replace(START[0], last_day=date(2026, 4, 1))
    assert _actions(_decide(CARRIES, request(longer), settings=settings)) == [Action.PEND]


# denials that the contract settles


@pytest.mark.parametrize(
    ("terms", "code", "term"),
    [
        ("coding: {refused: [hit_g_codes]}\n", "G0068", "coding.refused"),
        ("parenteral_nutrition: {home_mix: not_covered}\n", "B4168", "parenteral_nutrition.home_mix"),
        ("de_clotting: {kit: not_covered}\n", "S5517", "de_clotting.kit"),
        ("enteral: {per_diem: not_covered}\n", "S9341", "enteral.per_diem"),
    ],
)
def test_what_the_contract_does_not_cover_is_denied_with_its_term(terms, code, term):
    found = _decide(terms, request(item(1, code))).items[0]
    assert found.action is Action.DENY
    assert found.reason.term == term
    assert ":" in found.reason.place


def test_an_ended_code_is_denied_with_the_one_that_took_its_place():
    found = _decide("", request(item(1, "J3370"))).items[0]
    assert found.action is Action.DENY
    assert "J3373" in found.reason.sentence


def test_a_member_who_is_not_covered_is_told_so_and_eligibility_gives_the_line_of_business():
    terms = "authorization: {rules: [{for: drug, needed: yes, lines_of_business: [medicare_advantage]}]}\n"
    asked = request(START[0])
    assert _decide(terms, asked, coverage=()).items[0].reason.code == "member_unknown"
    ended = CoverageSpan(date(2025, 1, 1), date(2026, 2, 28))
    assert _decide(terms, asked, coverage=[ended]).items[0].reason.code == "after_coverage"
    covered = CoverageSpan(date(2025, 1, 1), None, "medicare_advantage")
    assert _actions(_decide(terms, asked, coverage=[covered])) == [Action.PEND]
    assert _actions(_decide(terms, asked)) == [Action.NOT_REQUIRED]


# late requests


LATE = CARRIES + "  late_request_working_days: 5\n"


def _asked_on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, tzinfo=UTC)


def test_a_request_is_in_time_up_to_the_contracts_working_days():
    for days, action in ((7, Action.PEND), (8, Action.DENY)):  # Mon 2 March: the fifth working day after is Mon 9 March
        asked = request(START[0], submitted_at=_asked_on(MARCH[0] + timedelta(days=days)))
        assert _decide(LATE, asked).items[0].action is action
    found = _decide(LATE, asked).items[0]
    assert found.reason.term == "authorization.late_request_working_days"
    assert "2026-03-03" in found.reason.sentence


def test_a_public_holiday_is_no_working_day():
    start = date(2026, 5, 21)  # a Thursday; Memorial Day is Monday 25 May
    asked = request(item(1, "J1745", first_day=start, last_day=None), submitted_at=_asked_on(date(2026, 5, 29)))
    found = _decide(LATE, asked, settings=APPROVES_INFLIXIMAB).items[0]
    assert found.action is Action.APPROVE
    assert found.is_late_waived  # a claim counts Mondays to Fridays and would find six
    without = AuthorizationSettings.model_validate({"holidays": "none", "auto_approve": [{"for": "J1745"}]})
    assert _decide(LATE, asked, settings=without).items[0].action is Action.DENY


def test_a_setting_moves_a_late_request_to_its_first_day_in_time():
    settings = AuthorizationSettings.model_validate(
        {"late_request": "from_first_day_in_time", "auto_approve": [{"for": "J1745"}]}
    )
    asked = request(START[0], submitted_at=_asked_on(date(2026, 3, 10)))
    found = _decide(LATE, asked, settings=settings).items[0]
    assert (found.action, found.first_day) == (Action.MODIFIED, date(2026, 3, 3))


# duplicates, extensions, changes


def test_what_is_on_file_already_is_not_decided_twice():
    found = _decide(CARRIES, request(START[0]), [approved("J1745")]).items[0]
    assert (found.action, found.authorization_number, found.repeats) == (Action.APPROVE, "A100", "A100")
    less = _decide(CARRIES, request(START[0]), [approved("J1745", quantity=39)]).items[0]
    assert less.action is Action.PEND  # more units than were approved are a new question


def test_an_extension_joins_the_approval_that_it_follows():
    april = item(1, "J1745", first_day=date(2026, 4, 1), last_day=date(2026, 4, 30))
    found = _decide(CARRIES, request(april), [approved("J1745")], settings=APPROVES_INFLIXIMAB).items[0]
    assert (found.action, found.authorization_number) == (Action.APPROVE, "A100")
    may = item(1, "J1745", first_day=date(2026, 5, 1), last_day=date(2026, 5, 30))
    apart = _decide(CARRIES, request(may), [approved("J1745")], settings=APPROVES_INFLIXIMAB).items[0]
    assert apart.authorization_number != "A100"


def test_the_same_question_twice_gets_one_answer():
    waiting = ItemOnFile(
        "", "pended", *MARCH, code="J1745", billing_npi=PHARMACY, request=Identifier("urn:provider", "OTHER")
    )
    assert _decide(CARRIES, request(START[0]), [waiting]).items[0].reason.code == "already_pended"


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
    first = _decide(CARRIES, asked, settings=APPROVES_INFLIXIMAB)
    update = request(
        replace(START[0], quantity=START[0].quantity + 10, is_changed=True),
        START[1],
        replace(START[2], is_cancelled=True),
        number="REQ2",
        kind=RequestKind.UPDATE,
        related=Related(asked.identifier),
    )
    on_file = _as_filed(first, asked)
    assert _actions(_decide(CARRIES, update, on_file)) == [Action.PEND, Action.PEND, Action.CANCEL]
    same = replace(update, items=(START[0], START[1], update.items[2]))
    assert _actions(_decide(CARRIES, same, on_file)) == [Action.APPROVE, Action.APPROVE_CARRIED, Action.CANCEL]


def test_a_cancellation_takes_everything_back():
    asked = request(*START)
    first = _decide(CARRIES, asked, settings=APPROVES_INFLIXIMAB)
    cancel = request(number="REQ2", kind=RequestKind.CANCEL, related=Related(asked.identifier))
    decision = _decide(CARRIES, cancel, _as_filed(first, asked))
    assert _actions(decision) == [Action.CANCEL] * 3
    assert [each.sequence for each in decision.items] == [1, 2, 3]


def test_an_appeal_is_judged_by_a_person_and_a_denied_request_cannot_be_changed():
    asked = request(START[0], requester=Requester.INFUSION_PROVIDER)
    terms = CARRIES + "  requested_by: prescriber\n"
    denied = _decide(terms, asked)
    on_file = _as_filed(denied, asked)
    related = Related(asked.identifier)
    appeal = request(START[0], number="REQ2", kind=RequestKind.APPEAL, related=related)
    assert _decide(terms, appeal, on_file).items[0].reason.code == "appeal"
    update = request(START[0], number="REQ3", kind=RequestKind.UPDATE, related=related)
    assert [error.code for error in _decide(terms, update, on_file).errors] == ["related_closed"]


# errors of the request


def test_every_error_of_a_request_is_told_at_once():
    wrong = request(
        item(1, "J1745", last_day=date(2026, 2, 1)), item(1, "S9359", quantity=0), member_id=" ", contract="other"
    )
    decision = _decide(CARRIES, wrong)
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
    assert [error.code for error in _decide(CARRIES, cancel).errors] == ["related_unknown"]


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        _decide(CARRIES, request(START[0], submitted_at=datetime(2026, 3, 2)))  # noqa: DTZ001 - that is the point


def test_the_same_request_has_the_same_numbers():
    agreement = agreement_of(CARRIES)
    once = decide(request(*START), agreement, SETS, (), NOW, APPROVES_INFLIXIMAB)
    assert once == decide(request(*START), agreement, SETS, (), NOW, APPROVES_INFLIXIMAB)
    other = decide(request(*START, number="REQ2"), agreement, SETS, (), NOW, APPROVES_INFLIXIMAB)
    assert other.number != once.number


def test_days_outside_the_contract_are_denied():
    free = "authorization: {rules: [{for: nursing, needed: no}]}\n"
    assert _actions(_decide(free, request(item(1, "99601")))) == [Action.NOT_REQUIRED]
    outside = item(1, "99601", first_day=date(2027, 1, 1), last_day=date(2027, 1, 3))
    assert _decide(free, request(outside)).items[0].reason.code == "contract_not_in_force"


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
    decision = _decide(terms, request(*START[:2], submitted_at=late))
    assert _actions(decision) == [Action.PEND, Action.PEND]
    assert decision.items[1].reason.code == "waits_for_drug"
    alone = _decide(terms, request(START[1], submitted_at=late))
    assert alone.items[0].reason.code == "late_request"
