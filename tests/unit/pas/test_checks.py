"""Faults of a request bundle, each injected into a good one: refused, with its kind and its FHIRPath."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from perdiem.model.pas import PasVersion
from perdiem.readers.pas import RefusedBundle, check_bundle, read_submission
from tests.unit.pas.made import PROFILE, bundle, inquiry

Change = Callable[[dict[str, Any]], Any]
CLAIM = "Bundle.entry[0].resource"
INFORMATION = {"sequence": 1, "category": {"coding": [{"system": "urn:x", "code": "y"}]}}


def _refused(raw: bytes | dict[str, Any], version: PasVersion = PasVersion.V2_2, **more: Any) -> set[tuple[str, str]]:
    with pytest.raises(RefusedBundle) as refused:
        check_bundle(raw if isinstance(raw, bytes) else orjson.dumps(raw), version, **more)
    assert all(issue.text.endswith(".") for issue in refused.value.issues)
    return {(issue.code, issue.expression) for issue in refused.value.issues}


def _set(path: str, value: Any) -> Change:
    """Sets what a path such as `entry.0.resource.status` leads to; None takes it away."""
    *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))

    def change(found: dict[str, Any]) -> None:
        at: Any = found
        for step in steps:
            at = at[step]
        if value is None:
            del at[last]
        else:
            at[last] = value

    return change


def _add(path: str, value: Any) -> Change:
    def change(found: dict[str, Any]) -> None:
        at: Any = found
        for step in path.split("."):
            at = at[int(step) if step.isdigit() else step]
        at.append(copy.deepcopy(value))

    return change


FAULTS: list[tuple[str, Change, tuple[str, str]]] = [
    # base R4
    ("no status", _set("entry.0.resource.status", None), ("required", f"{CLAIM}.status")),
    ("unknown element", _set("entry.0.resource.bogus", 1), ("structure", f"{CLAIM}.bogus")),
    ("wrong type", _set("entry.1.resource.active", "yes"), ("structure", "Bundle.entry[1].resource.active")),
    ("bad date", _set("entry.0.resource.created", "2026-13-45"), ("value", f"{CLAIM}.created")),
    (
        "two choices",
        _set("entry.0.resource.item.0.servicedDate", "2026-12-01"),
        ("structure", f"{CLAIM}.item[0].serviced[x]"),
    ),
    # codes that base R4 requires
    ("unknown status", _set("entry.0.resource.status", "bogus"), ("code-invalid", f"{CLAIM}.status")),
    ("unknown gender", _set("entry.4.resource.gender", "f"), ("code-invalid", "Bundle.entry[4].resource.gender")),
    # patterns and least counts of the profiles
    ("draft", _set("entry.0.resource.status", "draft"), ("value", f"{CLAIM}.status")),
    ("a claim to be paid", _set("entry.0.resource.use", "claim"), ("value", f"{CLAIM}.use")),
    ("no insurer", _set("entry.0.resource.insurer", None), ("required", f"{CLAIM}.insurer")),
    ("no identifier", _set("entry.0.resource.identifier", None), ("required", f"{CLAIM}.identifier")),
    (
        "identifier without a system",
        _set("entry.0.resource.identifier.0.system", None),
        ("required", f"{CLAIM}.identifier[0].system"),
    ),
    ("not focal", _set("entry.0.resource.insurance.0.focal", False), ("value", f"{CLAIM}.insurance[0].focal")),
    ("no items", _set("entry.0.resource.item", None), ("required", f"{CLAIM}.item")),
    ("no category", _set("entry.0.resource.item.0.category", None), ("required", f"{CLAIM}.item[0].category")),
    (
        "no place of service",
        _set("entry.0.resource.item.0.locationCodeableConcept", None),
        ("required", f"{CLAIM}.item[0].location"),
    ),
    (
        "no certification type",
        _set("entry.0.resource.item.0.extension.1", None),
        ("required", f"{CLAIM}.item[0].extension"),
    ),
    (
        "a part of a day",
        _set("entry.0.resource.item.0.servicedPeriod.start", "2026-12"),
        ("invariant", f"{CLAIM}.item[0].servicedPeriod.start"),
    ),
    (
        "no such day",
        _set("entry.0.resource.item.0.servicedPeriod.start", "2026-02-30"),
        ("value", f"{CLAIM}.item[0].servicedPeriod.start"),
    ),
    (
        "care team without scope",
        _set("entry.0.resource.careTeam", [{"sequence": 1, "provider": {"reference": "Organization/pharmacy"}}]),
        ("required", f"{CLAIM}.careTeam[0].extension"),
    ),
    ("patient without a name", _set("entry.4.resource.name", None), ("required", "Bundle.entry[4].resource.name")),
    (
        "insurer without a name",
        _set("entry.2.resource.name", None),
        ("required", "Bundle.entry[2].resource.name"),
    ),
    (
        "an NPI of nine digits",
        _set("entry.1.resource.identifier.0.value", "123456789"),
        ("invariant", "Bundle.entry[1].resource.identifier[0].value"),
    ),
    (
        "coverage without a member number",
        _set("entry.3.resource.identifier", None),
        ("required", "Bundle.entry[3].resource.identifier"),
    ),
    (
        "coverage that is cancelled",
        _set("entry.3.resource.status", "cancelled"),
        ("value", "Bundle.entry[3].resource.status"),
    ),
    # a first request is no update
    (
        "an update's claim in a first request",
        _set("entry.0.resource.related", [{"claim": {"identifier": {"value": "1"}}}]),
        ("structure", f"{CLAIM}.related"),
    ),
    # the wrong profile
    (
        "the profile of an inquiry",
        _set("entry.0.resource.meta.profile", [PROFILE + "profile-claim-inquiry"]),
        ("not-supported", f"{CLAIM}.meta.profile[0]"),
    ),
    (
        "a response's profile",
        _set("meta.profile", [PROFILE + "profile-pas-response-bundle"]),
        ("not-supported", "Bundle.meta.profile[0]"),
    ),
    (
        "the other version of the guide",
        _set("entry.0.resource.meta.profile", [PROFILE + "profile-claim|2.0.1"]),
        ("not-supported", f"{CLAIM}.meta.profile[0]"),
    ),
    # the guide's text
    ("no bundle number", _set("identifier", None), ("required", "Bundle.identifier")),
    ("no time", _set("timestamp", None), ("required", "Bundle.timestamp")),
    ("not a collection", _set("type", "message"), ("value", "Bundle.type")),
    ("no address", _set("entry.1.fullUrl", None), ("required", "Bundle.entry[1].fullUrl")),
    ("no web address", _set("entry.1.fullUrl", "ftp://x/y"), ("value", "Bundle.entry[1].fullUrl")),
    ("half a uuid", _set("entry.1.fullUrl", "urn:uuid:1234"), ("value", "Bundle.entry[1].fullUrl")),
    (
        "an address of another resource",
        _set("entry.1.fullUrl", "http://provider.example/fhir/Organization/other"),
        ("invariant", "Bundle.entry[1].fullUrl"),
    ),
    (
        "one address twice",
        _set("entry.2.fullUrl", "http://provider.example/fhir/Organization/pharmacy"),
        ("duplicate", "Bundle.entry[2].fullUrl"),
    ),
    (
        "a reference to nothing",
        _set("entry.0.resource.provider.reference", "Organization/nobody"),
        ("not-found", f"{CLAIM}.provider.reference"),
    ),
    (
        "a reference to elsewhere",
        _set("entry.0.resource.patient.reference", "http://127.0.0.1:9/Patient/1"),
        ("not-found", f"{CLAIM}.patient.reference"),
    ),
    (
        "a patient that is no patient",
        _set("entry.0.resource.patient.reference", "Organization/payor"),
        ("value", f"{CLAIM}.patient"),
    ),
    (
        "a coverage that is no coverage",
        _set("entry.0.resource.insurance.0.coverage.reference", "Patient/p1"),
        ("value", f"{CLAIM}.insurance[0].coverage"),
    ),
    (
        "a number twice",
        _set("entry.0.resource.item.1.sequence", 1),
        ("duplicate", f"{CLAIM}.item[1].sequence"),
    ),
    (
        "information with one number",
        _set("entry.0.resource.supportingInfo", [INFORMATION, INFORMATION]),
        ("duplicate", f"{CLAIM}.supportingInfo[1].sequence"),
    ),
    (
        "a diagnosis that is not there",
        _set("entry.0.resource.item.0.diagnosisSequence", [7]),
        ("value", f"{CLAIM}.item[0].diagnosisSequence[0]"),
    ),
    (
        "an unknown modifier",
        _set("entry.0.resource.modifierExtension", [{"url": "urn:not", "valueBoolean": True}]),
        ("extension", f"{CLAIM}.modifierExtension[0]"),
    ),
    (
        "a known modifier where it does not belong",
        _set(
            "entry.4.resource.modifierExtension",
            [{"url": PROFILE + "modifierextension-infoCancelled", "valueBoolean": True}],
        ),
        ("extension", "Bundle.entry[4].resource.modifierExtension[0]"),
    ),
    (
        "rules of its own",
        _set("entry.0.resource.implicitRules", "urn:rules"),
        ("not-supported", f"{CLAIM}.implicitRules"),
    ),
    (
        "a second claim",
        _add(
            "entry",
            {
                "fullUrl": "http://provider.example/fhir/Claim/two",
                "resource": bundle()["entry"][0]["resource"] | {"id": "two"},
            },
        ),
        ("structure", "Bundle.entry[5].resource"),
    ),
]


@pytest.mark.parametrize(("change", "expected"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_told_with_its_kind_and_place(change: Change, expected: tuple[str, str]) -> None:
    good = bundle()
    check_bundle(orjson.dumps(good), PasVersion.V2_2)
    change(good)
    assert expected in _refused(good)


def test_all_faults_are_told_at_once() -> None:
    bad = bundle()
    for _, change, _ in (FAULTS[7], FAULTS[8], FAULTS[9], FAULTS[14]):
        change(bad)
    assert {expected for _, _, expected in (FAULTS[7], FAULTS[8], FAULTS[9], FAULTS[14])} <= _refused(bad)


def test_the_claim_comes_first() -> None:
    bad = bundle()
    bad["entry"].insert(0, bad["entry"].pop())
    assert ("structure", "Bundle.entry[0].resource") in _refused(bad)


def test_an_empty_bundle() -> None:
    expected = {("required", "Bundle.entry"), ("required", "Bundle.identifier"), ("required", "Bundle.timestamp")}
    empty = {"resourceType": "Bundle", "type": "collection"}
    assert _refused(empty) == expected
    assert _refused(empty, is_inquiry=True) == expected


def test_a_contained_resource_is_not_read() -> None:
    bad = bundle()
    claim = bad["entry"][0]["resource"]
    claim["contained"] = [dict(bad["entry"][4]["resource"], id="inside")]
    claim["patient"]["reference"] = "#inside"
    assert ("not-supported", f"{CLAIM}.patient.reference") in _refused(bad)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<Bundle/>",
        b"[]",
        b"null",
        b'"Bundle"',
        b"{",
        b'{"resourceType": "Bundle"',
        b'{"resourceType": "Patient"}',
        b'{"resourceType": 1}',
        b'{"resourceType": "Parameters"}',
        b'{"resourceType": "Parameters", "parameter": [{"name": "resource"}]}',
        b'{"resourceType":"Bundle","a":' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"resourceType":"Bundle","entry":[{"resource":null}]}',
        b'{"resourceType":"Bundle","entry":"x","type":"collection"}',
        "\ufeff{}".encode(),
        b"\xff\xfe",
        b'{"resourceType":"Bundle","type":"collection","id":"\\ud800"}',
        b'{"resourceType":"Bundle","type":"collection","id":"\\u0000"}',
    ],
)
def test_what_is_no_bundle_at_all(raw: bytes) -> None:
    assert _refused(raw)
    assert _refused(raw, is_inquiry=True)


def test_a_character_that_no_database_takes() -> None:
    bad = orjson.dumps(bundle()).replace(b"Rivera", b"Riv\\u0000era")
    assert ("value", "") in _refused(bad)


def test_a_number_that_is_too_long_to_keep() -> None:
    bad = bundle()
    bad["entry"][3]["resource"]["subscriberId"] = "9" * 81
    for row in (3, 4):
        bad["entry"][row]["resource"]["identifier"][0]["value"] = "9" * 81
    with pytest.raises(RefusedBundle) as refused:
        read_submission(orjson.dumps(bad), PasVersion.V2_2)
    assert [(issue.code, issue.expression) for issue in refused.value.issues] == [("too-long", f"{CLAIM}.patient")]


def test_a_bundle_beyond_the_limit_is_not_read() -> None:
    with pytest.raises(RefusedBundle) as refused:
        check_bundle(orjson.dumps(bundle()), PasVersion.V2_2, most_bytes=1000)
    assert refused.value.is_too_large


def test_2_0_1_asks_for_less() -> None:
    lean = bundle()
    claim = lean["entry"][0]["resource"]
    for item in claim["item"]:
        del item["extension"], item["locationCodeableConcept"]
    del lean["entry"][3]["resource"]["identifier"]
    check_bundle(orjson.dumps(lean), PasVersion.V2_0)
    assert _refused(lean)


def test_a_whole_request_stands_for_an_inquiry() -> None:
    checked = check_bundle(orjson.dumps(bundle()), PasVersion.V2_2, is_inquiry=True)
    assert {remark.severity for remark in checked.remarks} == {"warning"}


def test_an_inquiry_needs_those_whom_it_names() -> None:
    bad = inquiry()
    bad["entry"][0]["resource"]["patient"]["reference"] = "Patient/nobody"
    assert ("not-found", f"{CLAIM}.patient.reference") in _refused(bad, is_inquiry=True)
    bad["entry"][0]["resource"]["patient"] = {"display": "Ana"}
    assert ("required", f"{CLAIM}.patient") in _refused(bad, is_inquiry=True)
