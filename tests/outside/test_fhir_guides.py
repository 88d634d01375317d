"""The guides' own examples: taken or refused as the guides say; our answers held against the guides' profiles."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest

from perdiem.model.pas import PasVersion
from perdiem.readers.pas import RefusedBundle, check_bundle, read_inquiry, read_requests, read_submission
from perdiem.store.authorizations import AuthorizationStore
from tests.unit.fhir_server.collected import answers
from tests.unit.fhir_server.served import client_on, desk_on, inquire, submit
from tests.unit.fhir_server.test_orders import call, hook
from tests.validator import issues_of

SHARED = Path(os.environ.get("PERDIEM_SHARED", Path(__file__).parents[2].parent / "shared")) / "fhir"
needs_guides = pytest.mark.skipif(
    not (SHARED / "pas-2.2.1").is_dir(), reason=f"no guides at {SHARED}; PERDIEM_SHARED names their folder"
)
REQUESTS = {
    "2.0.1": (
        "HomecareAuthorization",
        "HomecareAuthorizationDifferential",
        "HomecareAuthorizationUpdate",
        "MedicalServicesAuthorization",
        "ReferralAuthorization",
    ),
    "2.2.1": (
        "HomecareAuthorization",
        "HomecareAuthorizationUpdate",
        "MedicalServicesAuthorization",
        "ReferralAuthorization",
    ),
}
# The families of what the validator wrongly finds on PAS content (checked one by one on the guides' own examples):
# it does not know the discriminator "type of resource", slices of extensions inside a slice, and two of Coverage and
# Task. What each would have said is checked by tests of ours.
FALSE_FINDINGS = (
    "for slice 'Claim'",
    "for slice 'ClaimResponse'",
    "for slice 'careTeamClaimScope'",
    "for slice 'documentInformation'",
    "for slice 'X12Code'",
    "for slice 'paLineNumber'",
)
NOT_FAULTS = ("Invalid reference: got", "this profile was not given")


def _example(version: PasVersion, name: str) -> bytes:
    return (SHARED / f"pas-{version.value}" / "examples" / f"Bundle-{name}BundleExample.json").read_bytes()


def _profiles(folder: Path, *guides: str) -> list[Path]:
    """The guides' StructureDefinitions in one folder, which the validator reads at once."""
    inside = folder / "profiles"
    inside.mkdir()
    for guide in guides:
        for path in (SHARED / guide / "definitions").glob("StructureDefinition-*.json"):
            (inside / f"{guide}-{path.name}").symlink_to(path)
    return [inside]


def _refused(raw: bytes, version: PasVersion, **more: Any) -> set[tuple[str, str]]:
    with pytest.raises(RefusedBundle) as refused:
        check_bundle(raw, version, **more)
    return {(issue.code, issue.expression) for issue in refused.value.issues}


@needs_guides
@pytest.mark.parametrize("version", list(PasVersion))
def test_every_request_of_the_guide_is_taken(version):
    for name in REQUESTS[version.value]:
        found = read_submission(_example(version, name), version).request
        assert found.items
        assert found.provider_npi == "8189991234"
        assert read_requests(_example(version, name), name)


@needs_guides
@pytest.mark.parametrize("version", list(PasVersion))
def test_the_surgical_example_breaks_the_guides_own_rule_and_is_refused(version):
    """Its PractitionerRole refers to a Practitioner and a Location that are not in the bundle (spec-13)."""
    raw = (SHARED / f"pas-{version.value}" / "examples" / "Bundle-SurgicalRequestBundleExample.json").read_bytes()
    assert _refused(raw, version) == {
        ("not-found", "Bundle.entry[6].resource.practitioner.reference"),
        ("not-found", "Bundle.entry[6].resource.location[0].reference"),
    }


@needs_guides
@pytest.mark.parametrize("version", list(PasVersion))
def test_the_inquiry_of_the_guide_is_taken(version):
    found = read_inquiry(_example(version, "PASClaimInquiry"), version)
    assert found.members[-1] == "12345678901"
    assert found.codes == ("G0154", "B4184")


@needs_guides
@pytest.mark.parametrize("version", list(PasVersion))
@pytest.mark.parametrize("name", ["ErrorResponse", "ReferralAuthorizationResponse", "PASClaimInquiryResponse"])
def test_an_answer_sent_as_a_request_is_refused(version, name):
    assert ("structure", "Bundle.entry[0].resource") in _refused(_example(version, name), version)


@needs_guides
def test_requests_of_2_0_1_lack_what_2_2_1_asks_for():
    wanted = {("required", "Bundle.entry[0].resource.item[0].location")}
    assert wanted <= _refused(_example(PasVersion.V2_0, "HomecareAuthorization"), PasVersion.V2_2)


@needs_guides
@pytest.mark.parametrize("version", list(PasVersion))
def test_the_guides_requests_are_answered(version, tmp_path):
    with AuthorizationStore(str(tmp_path / "r.db")) as store:
        client = client_on(desk_on(tmp_path, store))
        for name in REQUESTS[version.value]:
            reply = submit(client, json.loads(_example(version, name)), version.path)
            assert reply.status_code == 200, reply.text
            response = reply.json()["entry"][0]["resource"]
            assert response["resourceType"] == "ClaimResponse"
            sent = json.loads(_example(version, name))["entry"][0]["resource"]
            if response["outcome"] != "error":
                assert {row["itemSequence"] for row in response["item"]} == {row["sequence"] for row in sent["item"]}
        reply = inquire(client, json.loads(_example(version, "PASClaimInquiry")), version.path)
        assert reply.status_code == 200


@needs_guides
@pytest.mark.parametrize("version", list(PasVersion))
def test_our_answers_meet_the_guides_profiles(version, tmp_path):
    with AuthorizationStore(str(tmp_path / "r.db")) as store:
        desk = desk_on(tmp_path, store)
        found = answers(client_on(desk), desk, version)
    profiles = _profiles(tmp_path, f"pas-{version.value}", "crd-2.0.1", "dtr-2.0.1")
    files = []
    for name, resource in found.items():
        files.append(tmp_path / f"{name}.json")
        files[-1].write_bytes(orjson.dumps(resource))
    issues = issues_of(files, profiles=profiles)
    real = [issue for issue in issues if not issue.text.startswith(NOT_FAULTS)]
    assert [issue for issue in real if not any(known in issue.text for known in FALSE_FINDINGS)] == []
    # the families are what is left, and nothing hides in their number: one a bundle, two a Task with two lines
    counted = Counter(next(known for known in FALSE_FINDINGS if known in issue.text) for issue in real)
    assert set(counted) <= set(FALSE_FINDINGS)


@needs_guides
def test_the_profiles_are_really_applied(tmp_path):
    """A bundle without its number and an answer to no request, which base R4 allows, are both found."""
    with AuthorizationStore(str(tmp_path / "r.db")) as store:
        desk = desk_on(tmp_path, store)
        good = answers(client_on(desk), desk, PasVersion.V2_2)["approved"]
    del good["identifier"]
    del good["entry"][0]["resource"]["request"]
    path = tmp_path / "wrong.json"
    path.write_bytes(orjson.dumps(good))
    profiles = _profiles(tmp_path, "pas-2.2.1")
    said = {issue.place + " " + issue.text for issue in issues_of([path], profiles=profiles)}
    assert any("identifier" in text for text in said)
    assert any("request" in text for text in said)


@needs_guides
@pytest.mark.parametrize(
    ("file", "service", "status"),
    [
        ("CRDServiceRequest", "order-sign", 200),
        ("CRDServiceRequest2", "order-dispatch", 412),  # its orders are not in the prefetch
        ("CRDServiceRequest3", "order-sign", 412),  # without prefetch
        ("CRDServiceRequest4", "appointment-book", 412),
    ],
)
def test_the_guides_calls_of_hooks(file, service, status, tmp_path):
    body = json.loads((SHARED / "crd-ig-hooks" / f"{file}.json").read_text())
    with AuthorizationStore(str(tmp_path / "r.db")) as store:
        reply = call(client_on(desk_on(tmp_path, store)), body, service)
    assert reply.status_code == status
    if status == 200:
        orders = [row["resource"]["id"] for row in body["context"]["draftOrders"]["entry"]]
        assert [row["resource"]["id"] for row in reply.json()["systemActions"]] == orders


@needs_guides
@pytest.mark.parametrize("kind", ["MedicationRequest", "ServiceRequest", "DeviceRequest"])
def test_the_guides_orders_get_coverage_information(kind, tmp_path):
    order = json.loads((SHARED / "crd-2.0.1" / "examples" / f"{kind}-example.json").read_text())
    coverage = json.loads((SHARED / "crd-2.0.1" / "examples" / "Coverage-example.json").read_text())
    body = hook("order-sign", order)
    body["prefetch"]["coverage"] = coverage
    with AuthorizationStore(str(tmp_path / "r.db")) as store:
        (action,) = call(client_on(desk_on(tmp_path, store)), body).json()["systemActions"]
    assert action["resource"]["id"] == order["id"]
    path = tmp_path / "order.json"
    path.write_bytes(orjson.dumps(action["resource"]))
    profiles = _profiles(tmp_path, "crd-2.0.1")
    found = issues_of([path], profiles=profiles)
    assert [issue for issue in found if not issue.text.startswith(NOT_FAULTS)] == []
