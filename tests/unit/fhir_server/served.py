"""Endpoints on a store of their own, and what a provider's system sends to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from starlette.testclient import TestClient

from perdiem.codes import packaged_code_sets
from perdiem.faces.fhir.app import create_app
from perdiem.faces.fhir.settings import FhirSettings
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.model.contract import Agreement
from perdiem.readers.contract_file import read_contract
from perdiem.rules.authorization.decision import Decider
from perdiem.store.authorizations import AuthorizationStore
from perdiem.store.desk import Desk

JSON = {"content-type": "application/fhir+json"}
CONTRACT = """
contract: meridian
title: Meridian with Harbor Home Infusion
payor: {name: Meridian Health Plan}
provider: {name: Harbor Home Infusion}
effective: {from: 2026-01-01, to: 2028-12-31}
lines_of_business: [commercial]
authorization:
  rules:
    - {for: [drug, any_per_diem, supplies], needed: yes}
    - {for: hydration_therapy, needed: no}
    - {for: nursing, needed: no}
  drug_approval_carries: [per_diem, supplies, equipment, nursing]
  requested_by: [infusion_provider, prescriber]
"""
# daptomycin is approved without a person up to 60 units; ceftriaxone needs an order; others wait for a nurse
SETTINGS = AuthorizationSettings.model_validate(
    {
        "auto_approve": [{"for": "J0878", "up_to_quantity": 60}],
        "documents": [
            {"for": "J0696", "code": "order", "asks": "Send the order."},
            {
                "for": "J0696",
                "code": "line",
                "asks": "Which line does the patient have?",
                "questionnaire": "http://payor.example/Questionnaire/line",
            },
        ],
    }
)
BASE = "http://testserver"


def agreement(folder: Path, text: str = CONTRACT) -> Agreement:
    path = folder / "meridian.yaml"
    path.write_text(text, "utf-8")
    return read_contract(path)


def desk_on(folder: Path, store: AuthorizationStore, settings: AuthorizationSettings = SETTINGS, **more: Any) -> Desk:
    return Desk(store, {"meridian": Decider(agreement(folder), packaged_code_sets(), settings)}, **more)


def client_on(desk: Desk, settings: FhirSettings | None = None, folder: Path = Path()) -> TestClient:
    app = create_app(desk, settings or FhirSettings(), BASE, software="test", folder=folder, looks=False)
    return TestClient(app, raise_server_exceptions=False)


def submit(client: TestClient, bundle: dict[str, Any], version: str = "2.2", **headers: str) -> Any:
    return client.post(f"/pas/{version}/Claim/$submit", content=orjson.dumps(bundle), headers=JSON | headers)


def inquire(client: TestClient, bundle: dict[str, Any], version: str = "2.2", **headers: str) -> Any:
    return client.post(f"/pas/{version}/Claim/$inquire", content=orjson.dumps(bundle), headers=JSON | headers)


def actions(bundle: dict[str, Any]) -> dict[int, tuple[str, str | None]]:
    """What an answer says of each item: X12's code and the authorization number."""
    found = {}
    for row in bundle["entry"][0]["resource"]["item"]:
        parts = row["adjudication"][0]["extension"][0]["extension"]
        number = next((part["valueString"] for part in parts if part["url"] == "number"), None)
        code = next(part for part in parts if part["url"].endswith("reviewActionCode"))
        found[row["itemSequence"]] = (code["valueCodeableConcept"]["coding"][0]["code"], number)
    return found


def issues(reply: Any) -> list[tuple[str, str]]:
    """Kind and place of each issue of an OperationOutcome."""
    body = reply.json()
    assert body["resourceType"] == "OperationOutcome", body
    assert reply.headers["content-type"] == "application/fhir+json"
    return [(issue["code"], (issue.get("expression") or [""])[0]) for issue in body["issue"]]
