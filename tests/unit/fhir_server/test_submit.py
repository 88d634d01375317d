"""`$submit` and `$inquire`: one request for drug, per diem, nursing and supplies, one answer; and what follows it."""

from __future__ import annotations

import copy
from dataclasses import replace
from decimal import Decimal

import orjson
import pytest

from perdiem.model.authorization import Action, Ruling
from perdiem.model.pas import PasVersion
from perdiem.readers.pas import read_submission
from tests.unit.fhir_server.served import actions, inquire, issues, submit
from tests.unit.pas.made import PROFILE, SAID, bundle, inquiry, talkative, x12

VERSIONS = ("2.0", "2.2")
WAITS = (("J1745", 40, "UN"), ("S9359", 4, "DA"), ("99601", 4, "VS"))  # infliximab: a nurse decides
LACKS = (("J0696", 42, "UN"),)  # ceftriaxone: its order must come with it


def _response(reply):  # type: ignore[no-untyped-def]
    assert reply.status_code == 200, reply.text
    return reply.json()


@pytest.mark.parametrize("version", VERSIONS)
def test_one_submit_for_drug_per_diem_nursing_and_supplies_gets_one_answer(client, version):
    sent = bundle()
    answer = _response(submit(client, sent, version))
    response = answer["entry"][0]["resource"]
    assert response["resourceType"] == "ClaimResponse"
    assert (response["outcome"], response["use"], response["status"]) == ("complete", "preauthorization", "active")
    found = actions(answer)
    assert {number: code for number, (code, _) in found.items()} == {1: "A1", 2: "A1", 3: "A1", 4: "A1"}
    assert found[1][1] == found[2][1] == found[4][1] is not None  # one number for the drug and what it carries
    assert found[3][1] is None  # nursing needs none
    assert answer["identifier"] == sent["identifier"]


def test_a_service_that_the_drug_carries_and_nobody_asked_for_is_added(client):
    answer = _response(submit(client, bundle(("J0878", 42, "UN"))))
    response = answer["entry"][0]["resource"]
    numbers = {row["itemSequence"] for row in response["item"]}
    added = {row["productOrService"]["coding"][0]["code"]: row for row in response["addItem"]}
    assert {"S9500", "99601", "99602", "A4221", "A4222", "E0781"} <= set(added)
    assert len(added) < 20
    notes = " ".join(row["text"] for row in response["processNote"])
    assert all(f"also approves {kind}" in notes for kind in ("nursing", "supplies", "equipment"))
    assert all(not numbers & set(row["itemSequence"]) for row in response["addItem"])
    assert {row["adjudication"][0]["extension"][0]["extension"][0]["valueString"] for row in added.values()} == {
        actions(answer)[1][1]
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_referred_to_is_in_the_answer_at_the_same_address(client, version):
    sent = bundle()
    answer = _response(submit(client, sent, version))
    there = {entry["fullUrl"]: entry["resource"] for entry in answer["entry"]}
    assert len(there) == len(answer["entry"])
    for name in ("patient", "insurer", "requestor"):
        reference = answer["entry"][0]["resource"][name]["reference"]
        assert there[reference] == next(row["resource"] for row in sent["entry"] if row["fullUrl"] == reference)


def test_the_same_request_again_gets_the_same_answer_whenever_it_is_put_together(client):
    first = _response(submit(client, bundle()))
    later = bundle()
    later["timestamp"] = "2026-11-20T11:00:00-05:00"
    later["entry"][0]["resource"]["created"] = "2026-11-20T11:00:00-05:00"
    again = _response(submit(client, later))
    assert actions(again) == actions(first)
    assert again["entry"][0]["resource"]["disposition"] == first["entry"][0]["resource"]["disposition"]


def test_a_bundle_inside_parameters_is_taken_too(client):
    sent = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": bundle()}]}
    assert actions(_response(submit(client, sent)))[1][0] == "A1"


@pytest.mark.parametrize(("version", "outcome"), [("2.0", "queued"), ("2.2", "complete")])
def test_a_pended_request_says_so_and_what_it_lacks(client, version, outcome):
    answer = _response(submit(client, bundle(*LACKS), version))
    response = answer["entry"][0]["resource"]
    assert response["outcome"] == outcome
    assert actions(answer)[1] == ("A4", None)
    kinds = [entry["resource"]["resourceType"] for entry in answer["entry"]]
    assert kinds.count("CommunicationRequest") == 2
    assert kinds.count("Task") == 2  # one for the document, one for the questionnaire
    asked = {row["reference"] for row in response["communicationRequest"]}
    assert asked <= {entry["fullUrl"] for entry in answer["entry"]}
    assert {"Send the order.", "Which line does the patient have?"} <= {row["text"] for row in response["processNote"]}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_nurse_decides_and_the_inquiry_tells(client, desk, version):
    submitted = _response(submit(client, bundle(*WAITS), version))
    number = submitted["entry"][0]["resource"]["disposition"].split()[1].rstrip(":")
    assert actions(submitted)[1][0] == "A4"
    desk.rule(number, [Ruling(1, Action.APPROVE, quantity=None)], "Nurse Ratner")
    told = _response(inquire(client, inquiry(), version))
    answer = told["parameter"][0]["resource"] if version == "2.2" else told
    found = actions(answer)
    assert {code for code, _ in found.values()} == {"A1"}
    assert found[1][1] == found[2][1]
    if version == "2.2":
        assert [row["name"] for row in told["parameter"]] == ["return"]
        reviewer = answer["entry"][0]["resource"]["extension"][0]
        assert reviewer["extension"][0]["valueBoolean"] is True  # a person reviewed it


def test_a_denial_has_its_specific_reason_in_words(client, desk):
    submitted = _response(submit(client, bundle(*WAITS[:1])))
    number = submitted["entry"][0]["resource"]["disposition"].split()[1].rstrip(":")
    desk.rule(number, [Ruling(1, Action.DENY, "No diagnosis that infliximab is for.")], "Nurse Ratner")
    answer = _response(inquire(client, inquiry()))["parameter"][0]["resource"]
    response = answer["entry"][0]["resource"]
    assert actions(answer)[1] == ("A3", None)
    (note,) = response["item"][0]["noteNumber"]
    assert "No diagnosis that infliximab is for." in next(
        row["text"] for row in response["processNote"] if row["number"] == note
    )


def test_what_was_approved_otherwise_than_asked_is_modified_and_told(client, desk):
    submitted = _response(submit(client, bundle(*WAITS[:1])))
    number = submitted["entry"][0]["resource"]["disposition"].split()[1].rstrip(":")
    desk.rule(number, [Ruling(1, Action.APPROVE, "Four weeks.", quantity=Decimal(20))], "Nurse Ratner")
    answer = _response(inquire(client, inquiry()))["parameter"][0]["resource"]
    response = answer["entry"][0]["resource"]
    assert actions(answer)[1][0] == "A6"
    told = next(row for row in response["addItem"] if row["itemSequence"] == [1])
    assert told["quantity"]["value"] == 20
    assert told["quantity"]["code"] == "UN"


@pytest.mark.parametrize(("version", "status"), [("2.0", 404), ("2.2", 200)])
def test_an_inquiry_that_nothing_matches(client, version, status):
    reply = inquire(client, inquiry(member="M999"), version)
    assert reply.status_code == status
    if status == 404:
        assert issues(reply) == [("not-found", "")]
    else:
        assert reply.json() == {"resourceType": "Parameters"}


def test_another_provider_is_not_told_but_that_something_is_withheld(client):
    submit(client, bundle())
    told = _response(inquire(client, inquiry(npi="1000000004")))
    (withheld,) = told["parameter"]
    outcome = withheld["resource"]["entry"][0]["resource"]
    assert outcome["issue"][0]["code"] == "suppressed"
    reply = inquire(client, inquiry(npi="1000000004"), "2.0")
    assert (reply.status_code, issues(reply)) == (404, [("suppressed", "")])


def test_an_inquiry_by_number_finds_what_took_its_place(client):
    first = _response(submit(client, bundle(("J0878", 42, "UN"))))
    number = actions(first)[1][1]
    update = _updated(bundle(("J0878", 42, "UN"), ("99601", 6, "VS"), number="T-2", claim="C-2"), first_claim="C-1001")
    second = _response(submit(client, update))
    assert set(actions(second)) == {1, 2}
    found = _response(inquire(client, inquiry(numbers=(number,))))
    response = found["parameter"][0]["resource"]["entry"][0]["resource"]
    assert {row["itemSequence"] for row in response["item"]} == {1, 2}
    assert len(found["parameter"]) == 1


def _updated(new, first_claim: str):  # type: ignore[no-untyped-def]
    """An update in the place of the request of a claim, which comes along (spec-65)."""
    earlier = copy.deepcopy(bundle(("J0878", 42, "UN"), claim=first_claim)["entry"][0])
    earlier["fullUrl"] = earlier["fullUrl"].replace("/start", "/earlier")
    earlier["resource"]["id"] = "earlier"
    claim = new["entry"][0]["resource"]
    claim["meta"]["profile"] = [PROFILE + "profile-claim-update"]
    claim["related"] = [
        {
            "claim": {"reference": "Claim/earlier"},
            "relationship": {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/ex-relatedclaimrelationship",
                        "code": "prior",
                    }
                ]
            },
        }
    ]
    new["entry"].append(earlier)
    return new


def test_every_item_that_an_update_sends_is_answered_and_no_other(client):
    submit(client, bundle(("J0878", 42, "UN"), ("S9500", 42, "DA")))
    update = _updated(bundle(("J0878", 42, "UN"), ("S9500", 42, "DA"), number="T-2", claim="C-2"), "C-1001")
    cancelled = update["entry"][0]["resource"]["item"][1]
    cancelled["modifierExtension"] = [{"url": PROFILE + "modifierextension-infoCancelled", "valueBoolean": True}]
    cancelled["extension"][1]["valueCodeableConcept"] = x12(1322, "3")
    answer = _response(submit(client, update))
    found = actions(answer)
    assert found[1][0] == "A1"
    assert found[2][0] == "C"


def test_everything_is_taken_back(client, desk):
    submit(client, bundle(("J0878", 42, "UN")))
    update = _updated(bundle(("J0878", 42, "UN"), number="T-2", claim="C-2"), "C-1001")
    claim = update["entry"][0]["resource"]
    claim["extension"] = [{"url": PROFILE + "extension-certificationType", "valueCodeableConcept": x12(1322, "3")}]
    del claim["item"]
    answer = _response(submit(client, update))
    assert actions(answer)[1][0] == "C"
    assert [kept.status for kept in desk.store.of_member("M100")] == ["cancelled", "closed"]


def test_an_update_of_nothing_is_an_error_of_business_and_not_of_http(client):
    update = _updated(bundle(("J0878", 42, "UN"), number="T-2", claim="C-2"), "C-unknown")
    response = _response(submit(client, update))["entry"][0]["resource"]
    assert response["outcome"] == "error"
    (error,) = response["error"]
    assert error["extension"][2]["valueString"] == "Bundle.entry[0].resource.related"
    assert "item" not in response


def test_an_update_in_the_manner_of_2_0_1_keeps_the_number_of_the_claim(client):
    submit(client, bundle(("J0878", 42, "UN")), "2.0")
    update = bundle(("J0878", 42, "UN"), ("99601", 6, "VS"), number="T-1001")
    update["entry"][0]["resource"]["item"][1]["extension"].append(
        {"url": PROFILE + "extension-infoChanged", "valueCode": "added"}
    )
    assert set(actions(_response(submit(client, update, "2.0")))) == {1, 2}


def test_a_request_without_a_diagnosis_is_answered_and_not_refused(client):
    """A missing piece that the guide lets a client leave out is asked for (conf-14)."""
    sent = bundle(*WAITS[:1])
    claim = sent["entry"][0]["resource"]
    del claim["diagnosis"], claim["item"][0]["diagnosisSequence"]
    answer = _response(submit(client, sent))
    assert actions(answer)[1][0] == "A4"
    notes = {row["text"] for row in answer["entry"][0]["resource"]["processNote"]}
    assert "Send the diagnosis (ICD-10-CM)." in notes


def test_a_document_that_comes_with_an_update_lets_the_request_go_on(client):
    submit(client, bundle(*LACKS))
    update = bundle(*LACKS, number="T-2", claim="C-2")
    answers = {
        "resourceType": "QuestionnaireResponse",
        "id": "qr",
        "questionnaire": "http://payor.example/Questionnaire/line",
        "status": "completed",
        "subject": {"reference": "Patient/p1"},
        "item": [{"linkId": "1", "answer": [{"valueString": "PICC"}]}],
    }
    update["entry"].append({"fullUrl": "http://provider.example/fhir/QuestionnaireResponse/qr", "resource": answers})
    claim = update["entry"][0]["resource"]
    claim["supportingInfo"] = [
        {
            "extension": [
                {
                    "url": PROFILE + "extension-documentInformation",
                    "extension": [{"url": "reportTypeCode", "valueCodeableConcept": x12(755, "PY")}],
                }
            ],
            "sequence": 1,
            "category": {
                "coding": [
                    {
                        "system": "http://hl7.org/fhir/us/davinci-pas/CodeSystem/PASTempCodes",
                        "code": "additionalInformation",
                    }
                ]
            },
            "valueReference": {"reference": "QuestionnaireResponse/qr"},
        }
    ]
    earlier = copy.deepcopy(bundle(*LACKS)["entry"][0])
    update = _updated(update, "C-1001")
    update["entry"][-1]["resource"]["item"] = earlier["resource"]["item"]
    answer = _response(submit(client, update))
    notes = {row["text"] for row in answer["entry"][0]["resource"]["processNote"]}
    assert "Which line does the patient have?" not in notes
    assert "Send the order." in notes


def test_what_was_said_of_an_item_is_repeated_on_what_was_approved_in_its_place(client, desk):
    sent = talkative(bundle(*WAITS[:1]))
    claim = sent["entry"][0]["resource"]
    (item,) = claim["item"]
    submitted = _response(submit(client, sent))
    number = submitted["entry"][0]["resource"]["disposition"].split()[1].rstrip(":")
    desk.rule(number, [Ruling(1, Action.APPROVE, "Half.", quantity=Decimal(20))], "Nurse Ratner")
    response = _response(inquire(client, inquiry()))["parameter"][0]["resource"]["entry"][0]["resource"]
    told = next(row for row in response["addItem"] if row["itemSequence"] == [1])
    repeated = {row["url"].removeprefix(PROFILE) for row in told["extension"]}
    assert {f"extension-{name}" for name in SAID} <= repeated
    assert told["modifier"] == item["modifier"]
    assert told["unitPrice"] == item["unitPrice"]
    assert told["provider"] == [response["requestor"]]
    swapped = {part["url"]: part["valueString"] for part in response["extension"][0]["extension"]}
    assert swapped == {"applicationSenderCode": "PAYOR", "applicationReceiverCode": "PHARMACY"}
    assert response["identifier"][0]["extension"] == claim["identifier"][0]["extension"]


def test_a_request_that_came_by_another_way_is_answered_in_fhir_too(client, desk):

    asked = read_submission(orjson.dumps(bundle()), PasVersion.V2_2).request
    desk.submit(replace(asked, channel="x12", raw=b"ISA*00*"))
    response = _response(inquire(client, inquiry()))["parameter"][0]["resource"]["entry"][0]["resource"]
    (absent,) = response["request"]["extension"]
    assert absent["url"].endswith("/data-absent-reason")
    assert {row["itemSequence"] for row in response["item"]} == {1, 2, 3, 4}


def test_another_content_under_the_same_number_is_a_request_of_its_own_and_both_are_told(client, desk):
    first = submit(client, bundle(("J0878", 42, "UN"))).json()
    reply = submit(client, bundle(("J0878", 50, "UN")))
    assert reply.status_code == 200
    number = desk.store.of_member("M100")[0].decision.number
    notes = [row["text"] for row in reply.json()["entry"][0]["resource"]["processNote"]]
    assert any(f"beside {number}" in text and "send an update" in text for text in notes)
    assert not any("beside" in row["text"] for row in first["entry"][0]["resource"]["processNote"])
    later = desk.store.of_member("M100")[1].decision.number
    assert number in desk.store.history(later)[0].note
    again = submit(client, bundle(("J0878", 42, "UN"))).json()
    assert any(later in row["text"] for row in again["entry"][0]["resource"]["processNote"])
