"""Several contracts behind one endpoint: a request goes to the one that would not refuse it as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from perdiem.codes import packaged_code_sets
from perdiem.faces.fhir.settings import FhirSettings
from perdiem.rules.authorization.decision import Decider
from perdiem.store.authorizations import AuthorizationStore
from perdiem.store.desk import Desk
from tests.unit.fhir_server.served import CONTRACT, JSON, SETTINGS, actions, agreement, client_on, submit
from tests.unit.fhir_server.test_orders import COVERAGE_INFORMATION, hook
from tests.unit.pas.made import bundle

HARBOR, BAYSIDE = "1234567893", "1000000020"
SITES = "sites: {{locations: [{{npi: '{npi}'{days}}}]}}\n"
NOTHING_NEEDED = "authorization: {rules: [{for: everything, needed: no}]}\n"


def _contract(name: str, terms: str, npi: str = "", days: str = "") -> str:
    head = CONTRACT.partition("authorization:")[0].replace("contract: meridian", f"contract: {name}")
    return head + terms + (SITES.format(npi=npi, days=days) if npi else "")


NEEDED = "authorization:" + CONTRACT.partition("authorization:")[2]


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Any]:
    with AuthorizationStore(str(tmp_path / "requests.db")) as store:

        def made(*texts: str, settings: FhirSettings | None = None) -> TestClient:
            agreements = [agreement(tmp_path, text) for text in texts]
            deciders = {
                each.versions[-1][1].contract: Decider(each, packaged_code_sets(), SETTINGS) for each in agreements
            }
            return client_on(Desk(store, deciders), settings)

        yield made


def _said(reply: Any) -> str:
    text: str = reply.json()["issue"][0]["diagnostics"]
    return text


def test_the_contract_that_lists_the_provider_decides(serving):
    client = serving(_contract("harbor", NEEDED, HARBOR), _contract("bayside", NOTHING_NEEDED, BAYSIDE))
    assert {code for code, _ in actions(submit(client, bundle()).json()).values()} == {"A1"}
    text = orjson.dumps(bundle(number="T-2")).decode().replace(HARBOR, BAYSIDE)
    answer = client.post("/pas/2.2/Claim/$submit", content=text, headers=JSON)
    assert all(number is None for _, number in actions(answer.json()).values())  # nothing is needed, so none is given


def test_one_that_lists_nobody_is_for_those_whom_no_other_lists(serving):
    client = serving(_contract("everybody", NOTHING_NEEDED), _contract("harbor", NEEDED, HARBOR))
    assert any(number for _, number in actions(submit(client, bundle()).json()).values())


def test_that_none_or_two_hold_is_told_with_why(serving):
    client = serving(_contract("one", NEEDED, BAYSIDE), _contract("old", NEEDED, HARBOR, ", to: 2026-11-30"))
    reply = submit(client, bundle())
    assert reply.status_code == 400
    assert _said(reply).startswith(f"No contract holds for NPI {HARBOR}, 2026-12-01.")
    assert f"one: NPI {HARBOR} is not among the contract's locations on 2026-12-01." in _said(reply)
    client = serving(_contract("one", NEEDED), _contract("two", NEEDED))
    reply = submit(client, bundle())
    assert reply.status_code == 400
    assert "More than one contract holds" in _said(reply)
    assert "one, two" in _said(reply)


def test_the_line_of_business_chooses_too(serving):
    medicaid = _contract("medicaid", NOTHING_NEEDED).replace("[commercial]", "[managed_medicaid]")
    settings = FhirSettings(lines_of_business={"EHCPOL": "managed_medicaid", "MCPOL": "commercial"})
    client = serving(_contract("commercial", NEEDED), medicaid, settings=settings)
    sent = bundle()
    coverage = next(row["resource"] for row in sent["entry"] if row["resource"]["resourceType"] == "Coverage")
    kinds = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    coverage["type"] = {"coding": [{"system": kinds, "code": "EHCPOL"}]}
    assert all(number is None for _, number in actions(submit(client, sent).json()).values())


def test_an_order_that_names_no_performer_is_answered_by_all_who_may_serve(serving):
    client = serving(_contract("harbor", NEEDED, HARBOR), _contract("bayside", NOTHING_NEEDED, BAYSIDE))
    reply = client.post("/cds-services/order-sign-perdiem", content=orjson.dumps(hook()), headers=JSON)
    assert reply.status_code == 200, reply.text
    text = reply.text
    assert COVERAGE_INFORMATION in text
    assert "name the performer" in text
    assert '"info-needed","valueCode":"performer"' in text
