"""Answers held against base FHIR R4 by a validator that is not ours, and by our own rules for bundles."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import orjson

from perdiem.model.fhir_bundle import read_bundle, references
from perdiem.model.pas import PasVersion
from perdiem.readers.pas.base_r4 import base_faults
from perdiem.store.authorizations import AuthorizationStore
from tests.unit.fhir_server.collected import answers
from tests.unit.fhir_server.served import client_on, desk_on
from tests.validator import issues_of

# the validator reads `http:` in an absolute reference as a type, and tells of profiles that it was not given
NOT_FAULTS = ("Invalid reference: got", "this profile was not given")


def test_every_kind_of_answer_is_valid_r4(client, empty_store, tmp_path):
    """Both versions at once, and a resource that is wrong: what the validator passes, it could have refused."""
    files = []
    for version in PasVersion:
        for name, resource in _answers(version, empty_store, tmp_path / version.path).items():
            raw = orjson.dumps(resource)
            assert base_faults(raw) == [], name
            files.append(tmp_path / f"{version.path}_{name}.json")
            files[-1].write_bytes(raw)
            if resource["resourceType"] == "Bundle" and resource["type"] == "collection":
                _is_closed(name, resource)
    wrong = tmp_path / "wrong.json"
    wrong.write_bytes(orjson.dumps(client.get("/pas/2.2/metadata").json() | {"kind": "bogus"}))
    issues = [issue for issue in issues_of([*files, wrong]) if not issue.text.startswith(NOT_FAULTS)]
    assert {Path(issue.file).name for issue in issues} == {"wrong.json"}


def _answers(version: PasVersion, empty_store: Path, folder: Path) -> dict[str, dict[str, Any]]:
    folder.mkdir()
    shutil.copy(empty_store, folder / "requests.db")
    with AuthorizationStore(str(folder / "requests.db")) as store:
        desk = desk_on(folder, store)
        return answers(client_on(desk), desk, version)


def _is_closed(name: str, bundle: dict) -> None:  # type: ignore[type-arg]
    """Everything referred to is there but the claim; each address once; the ClaimResponse first."""
    read = read_bundle(bundle)
    assert read.entries[0].kind == "ClaimResponse", name
    assert len(read.by_url) == len(read.entries), name
    for entry in read.entries:
        for place, reference in references(entry.resource, entry.kind):
            is_claim = place.endswith((".request.reference", ".reasonReference.reference"))
            assert is_claim or read.resolve(reference, entry) is not None, f"{name}: {place} {reference}"
