"""CDS Hooks and questionnaires: what is said while orders are written, and asked when a request lacks something."""

from __future__ import annotations

import copy
from typing import Any

import orjson
import pytest

from perdiem.faces.fhir.settings import FhirSettings
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.store.authorizations import AuthorizationStore
from tests.unit.fhir_server.served import JSON, SETTINGS, client_on, desk_on, issues, submit
from tests.unit.fhir_server.test_submit import LACKS
from tests.unit.pas.made import CPT, HCPCS, bundle

COVERAGE_INFORMATION = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information"
COVERAGE = {
    "resourceType": "Coverage",
    "id": "c1",
    "status": "active",
    "subscriberId": "M100",
    "beneficiary": {"reference": "Patient/p1"},
    "payor": [{"display": "Meridian Health Plan"}],
}
PATIENT = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Rivera"}], "gender": "female"}


def order(code: str, key: str) -> dict[str, Any]:
    coding = {"coding": [{"system": CPT if code.isdigit() else HCPCS, "code": code}]}
    if code.startswith("J"):
        return {
            "resourceType": "MedicationRequest",
            "id": key,
            "status": "draft",
            "intent": "order",
            "medicationCodeableConcept": coding,
            "subject": {"reference": "Patient/p1"},
        }
    return {
        "resourceType": "ServiceRequest",
        "id": key,
        "status": "draft",
        "intent": "order",
        "code": coding,
        "subject": {"reference": "Patient/p1"},
    }


DRUG, PER_DIEM, NURSING = order("J0878", "drug"), order("S9500", "per-diem"), order("99601", "nursing")


def collection(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": row} for row in resources]}


def hook(name: str = "order-sign", *orders: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {
        "hook": name,
        "hookInstance": "9a1f4b6e-54c5-4e5e-a6d5-0c2f2a2f9f11",
        "context": {"userId": "Practitioner/1", "patientId": "p1"},
        "prefetch": {"patient": PATIENT, "coverage": collection(COVERAGE)},
    }
    orders = orders or (DRUG, PER_DIEM, NURSING)
    if name in {"order-sign", "order-select"}:
        body["context"]["draftOrders"] = collection(*orders)  # type: ignore[index]
    if name == "order-select":
        body["context"]["selections"] = [f"{row['resourceType']}/{row['id']}" for row in orders[:1]]  # type: ignore[index]
    if name == "order-dispatch":
        body["context"] = {
            "patientId": "p1",
            "performer": "Organization/pharmacy",
            "dispatchedOrders": [f"{row['resourceType']}/{row['id']}" for row in orders],
        }
        body["prefetch"]["serviceRequests"] = collection(*orders)  # type: ignore[index]
    if name == "appointment-book":
        appointment = {
            "resourceType": "Appointment",
            "id": "visit",
            "status": "proposed",
            "basedOn": [{"reference": f"{row['resourceType']}/{row['id']}"} for row in orders],
            "participant": [{"actor": {"reference": "Patient/p1"}, "status": "tentative"}],
        }
        body["context"]["appointments"] = collection(appointment)  # type: ignore[index]
        body["prefetch"]["serviceRequests"] = collection(*orders)  # type: ignore[index]
    return body | more


def call(client: Any, body: Any, name: str | None = None) -> Any:
    service = name or body["hook"]
    return client.post(
        f"/cds-services/{service}-perdiem", content=orjson.dumps(body), headers={"content-type": "application/json"}
    )


def said(reply: Any) -> dict[str, dict[str, Any]]:
    """What is said of each order: the parts of its coverage information, by the order's id."""
    assert reply.status_code == 200, reply.text
    found = {}
    for action in reply.json()["systemActions"]:
        assert action["type"] == "update"
        (extension,) = [row for row in action["resource"]["extension"] if row["url"] == COVERAGE_INFORMATION]
        found[action["resource"]["id"]] = {
            part["url"]: next(value for name, value in part.items() if name.startswith("value"))
            for part in extension["extension"]
        }
    return found


def test_the_services_are_told(client):
    services = client.get("/cds-services").json()["services"]
    assert {row["hook"] for row in services} == {"order-select", "order-sign", "order-dispatch", "appointment-book"}
    for row in services:
        assert all(isinstance(row[name], str) and row[name] for name in ("hook", "id", "title", "description"))
        assert row["prefetch"]["coverage"]


@pytest.mark.parametrize("name", ["order-sign", "order-dispatch", "appointment-book"])
def test_every_order_gets_coverage_information_and_nothing_else_changes(client, name):
    reply = call(client, hook(name))
    assert set(said(reply)) == {"drug", "per-diem", "nursing"}
    for action in reply.json()["systemActions"]:
        resource = copy.deepcopy(action["resource"])
        del resource["extension"]
        assert resource in (DRUG, PER_DIEM, NURSING)


def test_the_drug_is_asked_for_the_per_diem_hangs_on_it_and_nursing_needs_none(client):
    found = said(call(client, hook()))
    assert (found["drug"]["covered"], found["drug"]["pa-needed"]) == ("covered", "auth-needed")
    assert found["per-diem"]["pa-needed"] == "auth-needed"
    assert found["per-diem"]["dependency"] == {"reference": "MedicationRequest/drug"}
    assert found["nursing"]["pa-needed"] == "no-auth"
    assert "dependency" not in found["nursing"]
    assert not any("detail" in row for row in found.values())  # no visit caps
    assert len({row["coverage-assertion-id"] for row in found.values()}) == 1
    assert found["drug"]["billingCode"] == {"system": HCPCS, "code": "J0878"}


def test_with_the_drug_authorized_the_services_are_satisfied(client):
    submit(client, bundle(("J0878", 42, "UN")))
    drug, per_diem = copy.deepcopy(DRUG), copy.deepcopy(PER_DIEM)
    per_diem["occurrencePeriod"] = {"start": "2026-12-02"}
    drug["dispenseRequest"] = {"validityPeriod": {"start": "2026-12-02"}}
    found = said(call(client, hook("order-sign", drug, per_diem)))
    assert found["drug"]["pa-needed"] == found["per-diem"]["pa-needed"] == "satisfied"
    assert found["drug"]["satisfied-pa-id"] == found["per-diem"]["satisfied-pa-id"]


def test_a_card_says_by_which_term(client):
    cards = call(client, hook("order-sign", NURSING)).json()["cards"]
    (card,) = cards
    assert card["summary"] == "No authorization needed: 99601"
    assert "Contract term: authorization.rules.3" in card["detail"]
    assert card["indicator"] == "info"
    assert card["source"]["label"] == "Meridian Health Plan"
    assert card["source"]["topic"]["code"]
    assert len(card["summary"]) < 140


def test_a_link_to_the_payors_page(desk):
    client = client_on(desk, FhirSettings(information_url="https://payor.example/authorization"))
    links = [card["links"] for card in call(client, hook()).json()["cards"] if "links" in card]
    assert links == [
        [
            {
                "label": "The payor's page on authorization",
                "url": "https://payor.example/authorization",
                "type": "absolute",
            }
        ]
    ]


def test_order_select_speaks_of_what_is_selected(client):
    assert set(said(call(client, hook("order-select")))) == {"drug"}


def test_what_the_client_does_not_want_to_hear(client):
    body = hook(extension={"davinci-crd.configuration": {"coverage-info": False}})
    assert call(client, body).json() == {"cards": [], "systemActions": []}


def test_an_order_without_a_billing_code(client):
    found = said(
        call(client, hook("order-sign", order("J0878", "drug") | {"medicationCodeableConcept": {"text": "Cubicin"}}))
    )
    assert (found["drug"]["covered"], found["drug"]["pa-needed"]) == ("conditional", "conditional")
    assert "HCPCS" in found["drug"]["reason"]["text"]


def test_information_given_before_is_replaced(client):
    old = copy.deepcopy(DRUG)
    old["extension"] = [
        {
            "url": COVERAGE_INFORMATION,
            "extension": [{"url": "coverage", "valueReference": {"reference": "Coverage/c1"}}],
        },
        {"url": "urn:kept", "valueBoolean": True},
    ]
    (action,) = call(client, hook("order-sign", old)).json()["systemActions"]
    assert [row["url"] for row in action["resource"]["extension"]] == ["urn:kept", COVERAGE_INFORMATION]
    assert len(action["resource"]["extension"][1]["extension"]) > 1


def test_different_coverages_have_different_assertions(client):
    body = hook("order-sign", DRUG)
    body["prefetch"]["coverage"] = collection(COVERAGE, COVERAGE | {"id": "c2"})
    (action,) = call(client, body).json()["systemActions"]
    ids = {
        part["valueString"]
        for extension in action["resource"]["extension"]
        for part in extension["extension"]
        if part["url"] == "coverage-assertion-id"
    }
    assert len(ids) == 2


def test_an_unknown_member_is_an_answer_and_no_error(tmp_path):
    with AuthorizationStore(str(tmp_path / "r.db")) as store:
        client = client_on(desk_on(tmp_path, store, coverage_of=lambda _: ()))
        found = said(call(client, hook("order-sign", DRUG)))
    assert found["drug"]["covered"] == "not-covered"
    assert "pa-needed" not in found["drug"]


def test_another_payors_coverage(tmp_path):
    settings = AuthorizationSettings.model_validate(SETTINGS.model_dump(by_alias=True) | {"payor_names": ["MERIDIAN"]})
    with AuthorizationStore(str(tmp_path / "r.db")) as store:
        client = client_on(desk_on(tmp_path, store, settings))
        assert call(client, hook()).status_code == 200
        body = hook()
        body["prefetch"]["coverage"] = collection(COVERAGE | {"payor": [{"display": "Another Plan"}]})
        reply = call(client, body)
    assert (reply.status_code, issues(reply)) == (400, [("business-rule", "prefetch.coverage")])


def _without(name: str, *path: str) -> Any:
    body: Any = hook(name)
    at = body
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return body


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 400),
        ({}, 400),
        (hook("order-select"), 400),
        (_without("order-sign", "hookInstance"), 400),
        (_without("order-sign", "context"), 400),
        (_without("order-sign", "context", "draftOrders"), 400),
        (hook(context={"userId": "a", "patientId": "b", "draftOrders": {"resourceType": "Patient"}}), 400),
        (hook(context={"userId": "a", "patientId": "b", "draftOrders": {"resourceType": "Bundle", "entry": 5}}), 400),
        (hook(prefetch={"coverage": {"resourceType": "Coverage", "payor": "x"}}), 400),
        (hook("order-sign", {"resourceType": "ServiceRequest", "id": 7}), 400),
        (_without("order-sign", "prefetch"), 412),
        (_without("order-sign", "prefetch", "coverage"), 412),
    ],
)
def test_a_call_of_a_wrong_shape(client, body, status):
    reply = call(client, body, "order-sign")
    assert reply.status_code == status
    assert issues(reply)


def test_a_dispatched_order_that_was_not_sent_along(client):
    assert call(client, _without("order-dispatch", "prefetch", "serviceRequests")).status_code == 412


def test_fields_that_nobody_knows_are_let_be(client):
    assert call(client, hook(unknown={"a": 1})).status_code == 200


# questionnaires


def _package(client: Any, *parameters: dict[str, Any]) -> Any:
    body = {"resourceType": "Parameters", "parameter": list(parameters)}
    return client.post("/Questionnaire/$questionnaire-package", content=orjson.dumps(body), headers=JSON)


def test_what_a_pended_request_lacks_is_a_questionnaire(client):
    reply = submit(client, bundle(*LACKS))
    number = reply.json()["entry"][0]["resource"]["disposition"].split()[1].rstrip(":")
    reply = _package(client, {"name": "coverage", "resource": COVERAGE}, {"name": "context", "valueString": number})
    assert reply.status_code == 200, reply.text
    (parameter,) = reply.json()["parameter"]
    assert (parameter["name"], parameter["resource"]["type"]) == ("PackageBundle", "collection")
    questionnaire = parameter["resource"]["entry"][0]["resource"]
    asked = [row["text"] for group in questionnaire["item"] for row in group["item"]]
    assert asked == ["Send the order.", "Which line does the patient have?"]
    again = _package(client, {"name": "questionnaire", "valueCanonical": questionnaire["url"]})
    assert again.json()["parameter"][0]["resource"]["entry"][0]["resource"] == questionnaire


def test_an_order_gets_what_must_come_with_its_request(client):
    reply = _package(
        client, {"name": "coverage", "resource": COVERAGE}, {"name": "order", "resource": order("J0696", "o")}
    )
    urls = [row["resource"]["entry"][0]["resource"]["url"] for row in reply.json()["parameter"]]
    assert "http://payor.example/Questionnaire/line" in urls
    assert len(urls) == 2


def test_the_payors_own_questionnaire_goes_before_one_that_is_made(desk, tmp_path):
    own = {
        "resourceType": "Questionnaire",
        "url": "http://payor.example/Questionnaire/line",
        "status": "active",
        "title": "The line",
        "item": [{"linkId": "1", "text": "Which line?", "type": "string"}],
    }
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "line.json").write_bytes(orjson.dumps(own))
    client = client_on(desk, FhirSettings(questionnaires="forms"), tmp_path)
    reply = _package(client, {"name": "questionnaire", "valueCanonical": own["url"] + "|1.0"})
    assert reply.json()["parameter"][0]["resource"]["entry"][0]["resource"] == own


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ([], 400),
        ([{"name": "coverage", "resource": COVERAGE}], 400),
        ([{"name": "context", "valueString": "R-unknown"}], 404),
        ([{"name": "questionnaire", "valueCanonical": "http://x/none"}], 404),
        ([{"name": "order", "resource": order("S9500", "o")}], 404),
        ([{"name": "order", "resource": {"resourceType": "Nothing"}}], 400),
        ([{"name": "order", "valueString": "x"}], 404),
    ],
)
def test_a_package_that_cannot_be_given(client, parameters, status):
    reply = _package(client, *parameters)
    assert reply.status_code == status
    assert issues(reply)
