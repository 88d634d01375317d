"""What is not answered as asked: an OperationOutcome with the right status, never a fault of ours."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
from collections.abc import Iterator

import orjson
import pytest

from perdiem.faces.fhir.settings import FhirSettings
from tests.unit.fhir_server.served import JSON, client_on, inquire, issues, submit
from tests.unit.pas.made import PROFILE, bundle, inquiry

EMPTY = {"resourceType": "Bundle", "type": "collection"}


@pytest.mark.parametrize("version", ["2.0", "2.2"])
@pytest.mark.parametrize("operation", ["$submit", "$inquire"])
def test_an_empty_bundle_is_refused_with_every_fault(client, version, operation):
    reply = client.post(f"/pas/{version}/Claim/{operation}", content=orjson.dumps(EMPTY), headers=JSON)
    assert reply.status_code == 400
    assert {place for _, place in issues(reply)} == {"Bundle.entry", "Bundle.identifier", "Bundle.timestamp"}


@pytest.mark.parametrize(
    ("path", "status"), [("/pas/2.2/metadata", 200), ("/cds-services", 200), ("/pas/2.2/Claim/$submit", 405)]
)
def test_head_is_answered_as_get_without_its_body(client, path, status):
    asked, got = client.head(path), client.get(path)
    assert (asked.status_code, asked.content) == (status, b"")
    assert got.status_code == status
    assert asked.headers["content-type"] == got.headers["content-type"]
    assert int(asked.headers["content-length"]) == len(got.content)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/pas", 404),
        ("GET", "/pas/3.0/metadata", 404),
        ("POST", "/pas/2.2/Patient", 404),
        ("GET", "/pas/2.2/Claim/$submit", 405),
        ("DELETE", "/pas/2.2/metadata", 405),
        ("PATCH", "/cds-services", 405),
        ("POST", "/cds-services/another-hook", 404),
        ("GET", "/pas/2.2/Subscription/none", 404),
        ("GET", "/docs", 404),
    ],
)
def test_what_is_not_there_answers_in_fhir_too(client, method, path, status):
    reply = client.request(method, path)
    assert reply.status_code == status
    assert issues(reply)


@pytest.mark.parametrize("path", ["/pas/2.2/Claim/$submit", "/pas/2.0/Claim/$inquire", "/pas/2.2/Subscription"])
@pytest.mark.parametrize(
    "kind", ["application/fhir+xml", "application/xml", "text/plain", "application/x-www-form-urlencoded", ""]
)
def test_another_form_than_json(client, path, kind):
    reply = client.post(path, content=b"<Bundle xmlns='http://hl7.org/fhir'/>", headers={"content-type": kind})
    assert (reply.status_code, issues(reply)) == (415, [("not-supported", "")])


def test_xml_that_says_it_is_json(client):
    reply = client.post("/pas/2.2/Claim/$submit", content=b"<Bundle/>", headers=JSON)
    assert (reply.status_code, issues(reply)) == (400, [("structure", "")])


@pytest.mark.parametrize("wanted", ["application/fhir+xml", "text/html", "image/png"])
def test_an_answer_in_another_form(client, wanted):
    assert submit(client, bundle(), accept=wanted).status_code == 406
    reply = client.get("/pas/2.2/metadata", headers={"accept": wanted})
    assert (reply.status_code, issues(reply)) == (406, [("not-supported", "")])


def test_json_among_several_forms_is_answered(client):
    assert submit(client, bundle(), accept="application/fhir+xml;q=0.9, application/fhir+json").status_code == 200
    assert client.get("/pas/2.2/metadata?_format=json").status_code == 200
    assert client.get("/pas/2.2/metadata?_format=xml").status_code == 406


def test_a_bundle_of_ten_megabytes(client):
    sent = bundle()
    sent["entry"][0]["resource"]["text"] = {"status": "generated", "div": "x" * 10_000_000}
    reply = submit(client, sent)
    assert (reply.status_code, issues(reply)) == (413, [("too-long", "")])


def test_a_large_bundle_whose_length_is_not_told(client):
    def parts() -> Iterator[bytes]:
        for _ in range(200):
            yield b" " * 100_000

    reply = client.post("/pas/2.2/Claim/$submit", content=parts(), headers=JSON)
    assert (reply.status_code, issues(reply)) == (413, [("too-long", "")])


def test_a_payor_may_set_the_limit(desk):
    client = client_on(desk, FhirSettings(most_bytes=2000))
    assert submit(client, bundle()).status_code == 413


def test_a_profile_of_the_other_operation(client):
    sent = bundle()
    sent["entry"][0]["resource"]["meta"]["profile"] = [PROFILE + "profile-claim-inquiry"]
    reply = submit(client, sent)
    assert (reply.status_code, issues(reply)) == (
        400,
        [("not-supported", "Bundle.entry[0].resource.meta.profile[0]")],
    )


def test_references_to_elsewhere_are_refused_and_never_fetched(client):
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0.5)

        def listen() -> None:
            with contextlib.suppress(TimeoutError):
                asked.append(elsewhere.accept())

        watcher = threading.Thread(target=listen)
        watcher.start()
        sent = bundle()
        address = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/fhir"
        sent["entry"][0]["resource"]["patient"]["reference"] = f"{address}/Patient/1"
        sent["entry"][0]["resource"]["provider"]["reference"] = f"{address}/Organization/1"
        reply = submit(client, sent)
        watcher.join()
    assert reply.status_code == 400
    assert {code for code, _ in issues(reply)} == {"not-found"}
    assert asked == []


def test_a_document_that_lies_elsewhere_is_kept_by_its_address(client, desk):
    sent = bundle()
    document = {
        "resourceType": "DocumentReference",
        "id": "d",
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11506-3"}]},
        "category": [{"text": "clinical"}],
        "subject": {"reference": "Patient/p1"},
        "content": [{"attachment": {"url": "http://127.0.0.1:9/note.pdf", "contentType": "application/pdf"}}],
    }
    sent["entry"].append({"fullUrl": "http://provider.example/fhir/DocumentReference/d", "resource": document})
    sent["entry"][0]["resource"]["supportingInfo"] = [
        {
            "sequence": 1,
            "category": {
                "coding": [
                    {
                        "system": "http://hl7.org/fhir/us/davinci-pas/CodeSystem/PASTempCodes",
                        "code": "additionalInformation",
                    }
                ]
            },
            "valueReference": {"reference": "DocumentReference/d"},
            "extension": [{"url": PROFILE + "extension-documentInformation", "extension": []}],
        }
    ]
    del sent["entry"][0]["resource"]["supportingInfo"][0]["extension"][0]["extension"]
    sent["entry"][0]["resource"]["supportingInfo"][0]["extension"][0]["valueString"] = "note"
    assert submit(client, sent).status_code == 200
    (kept,) = desk.store.of_member("M100")
    (attachment,) = desk.store.attachments(kept.decision.number)
    assert (attachment.content_type, attachment.content) == ("text/uri-list", b"http://127.0.0.1:9/note.pdf")


def test_a_fault_of_ours_is_told_as_such_and_hides_its_inside(client, desk, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(desk, "submit", broken)
    reply = submit(client, bundle())
    assert (reply.status_code, issues(reply)) == (500, [("exception", "")])
    assert "secret" not in reply.text


def test_the_whole_bundle_is_kept(client, desk):
    sent = bundle()
    submit(client, sent)
    (kept,) = desk.store.of_member("M100")
    assert orjson.loads(kept.request.raw) == sent


def test_an_inquiry_with_faults(client):
    bad = inquiry()
    bad["entry"][0]["resource"]["provider"]["reference"] = "Organization/nobody"
    reply = inquire(client, bad)
    assert (reply.status_code, issues(reply)) == (400, [("not-found", "Bundle.entry[0].resource.provider.reference")])


@pytest.mark.parametrize(("begin", "end"), [("9999-12-31", "9999-12-31"), ("0001-01-01", "2027-01-11")])
def test_days_beyond_any_service_are_told_and_not_counted_from(client, begin, end):
    text = orjson.dumps(bundle()).replace(b"2026-12-01", begin.encode()).replace(b"2027-01-11", end.encode())
    reply = client.post("/pas/2.2/Claim/$submit", content=text, headers=JSON)
    assert reply.status_code == 200
    answer = reply.json()["entry"][0]["resource"]
    assert answer["outcome"] == "error"
    assert "is no day of service" in answer["error"][0]["code"]["text"]


@pytest.mark.parametrize("quantity", [b"1e-300", b"0.0000000000001"])
def test_a_quantity_that_cannot_be_kept_is_told(client, quantity):
    text = orjson.dumps(bundle()).replace(b'"value":42', b'"value":' + quantity, 1)
    reply = client.post("/pas/2.2/Claim/$submit", content=text, headers=JSON)
    assert reply.status_code == 200
    assert "cannot be kept" in reply.json()["entry"][0]["resource"]["error"][0]["code"]["text"]


def test_a_packed_body_is_refused_by_name(client):
    packed = gzip.compress(orjson.dumps(bundle()))
    reply = client.post("/pas/2.2/Claim/$submit", content=packed, headers=JSON | {"content-encoding": "gzip"})
    assert reply.status_code == 415
    assert "packed (gzip)" in reply.text


def test_a_slash_at_the_end_is_another_address_and_leads_nowhere_else(client):
    for path in ("/pas/2.2/metadata/", "/cds-services/"):
        reply = client.get(path, follow_redirects=False)
        assert reply.status_code == 404
        assert issues(reply)[0][0] == "not-found"
