"""Answers held against base FHIR R4 by a validator that is not ours, and by our own rules for bundles."""

from __future__ import annotations

import orjson
import pytest

from perdiem.model.fhir_bundle import read_bundle, references
from perdiem.model.pas import PasVersion
from perdiem.readers.pas.base_r4 import base_faults
from tests.unit.fhir_server.collected import answers
from tests.validator import issues_of

# the validator reads `http:` in an absolute reference as a type, and tells of profiles that it was not given
NOT_FAULTS = ("Invalid reference: got", "this profile was not given")


@pytest.mark.parametrize("version", list(PasVersion))
def test_every_kind_of_answer_is_valid_r4(client, desk, tmp_path, version):
    found = answers(client, desk, version)
    files = []
    for name, resource in found.items():
        raw = orjson.dumps(resource)
        assert base_faults(raw) == [], name
        files.append(tmp_path / f"{name}.json")
        files[-1].write_bytes(raw)
    issues = issues_of(files)
    assert [issue for issue in issues if not issue.text.startswith(NOT_FAULTS)] == []
    for name, resource in found.items():
        if resource["resourceType"] == "Bundle" and resource["type"] == "collection":
            _is_closed(name, resource)


def _is_closed(name: str, bundle: dict) -> None:  # type: ignore[type-arg]
    """Everything referred to is there but the claim; each address once; the ClaimResponse first."""
    read = read_bundle(bundle)
    assert read.entries[0].kind == "ClaimResponse", name
    assert len(read.by_url) == len(read.entries), name
    for entry in read.entries:
        for place, reference in references(entry.resource, entry.kind):
            is_claim = place.endswith((".request.reference", ".reasonReference.reference"))
            assert is_claim or read.resolve(reference, entry) is not None, f"{name}: {place} {reference}"


def test_a_resource_with_a_code_that_r4_does_not_know_is_found(client, tmp_path):
    """The validator looks: what it passes, it could have refused."""
    wrong = client.get("/pas/2.2/metadata").json() | {"kind": "bogus"}
    path = tmp_path / "wrong.json"
    path.write_bytes(orjson.dumps(wrong))
    assert issues_of([path])
