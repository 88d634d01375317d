"""The validator finds what is wrong: without this, finding nothing would prove nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.validator import issues_of

REPORT: dict[str, Any] = {
    "resourceType": "MeasureReport",
    "status": "complete",
    "type": "summary",
    "measure": "https://example.org/fhir/Measure/adherence",
    "period": {"start": "2026-01-01", "end": "2026-06-30"},
}
UP = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/measure-improvement-notation", "code": "up"}]}
WRONG = {
    "missing": ({"measure": None}, "Missing required property"),
    "unknown": ({"reporters": "x"}, 'Invalid additional property "reporters"'),
    "type": ({"group": [{"population": [{"count": 1.5}]}]}, "Expected number to be an integer"),
    "date": ({"date": "27.11.2026"}, "Invalid dateTime format"),
    "invariant": ({"type": "data-collection", "group": [{"population": [{"count": 1}]}]}, "mrp-1 not met"),
    "code": ({"status": "done"}, "done is not in http://hl7.org/fhir/ValueSet/measure-report-status"),
    "concept": ({"improvementNotation": UP}, "measure-improvement-notation|up is not in"),
}


def said_of(folder: Path, resource: object, **options: Any) -> list[str]:
    path = folder / "resource.json"
    path.write_text(json.dumps(resource))
    return [f"{issue.severity} {issue.place} {issue.text}" for issue in issues_of([path], **options)]


def test_a_right_report_has_no_issue(tmp_path: Path) -> None:
    assert said_of(tmp_path, REPORT) == []


@pytest.mark.slow
def test_it_finds_each_kind_of_fault(tmp_path: Path) -> None:
    lines = []
    for change, _ in WRONG.values():
        whole = {**REPORT, **change}
        lines.append(json.dumps({key: value for key, value in whole.items() if value is not None}))
    path = tmp_path / "wrong.ndjson"
    path.write_text("\n".join(lines) + "\n")
    issues = issues_of([path])
    for number, (name, (_, text)) in enumerate(WRONG.items(), start=1):
        said = [issue.text for issue in issues if issue.place.startswith(f"line {number} ")]
        assert any(text in each for each in said), (name, said)


def test_it_looks_into_a_bundle_and_says_where(tmp_path: Path) -> None:
    entry = {"fullUrl": "urn:uuid:0c5e8d2e-7a55-4c33-8a3f-6f6d4a1c1a11", "resource": {**REPORT, "status": "done"}}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [entry]}
    (said,) = said_of(tmp_path, bundle)
    assert said.startswith("error Bundle.entry[0] MeasureReport.status done is not in")


def test_it_holds_a_resource_against_a_profile_that_is_given(tmp_path: Path) -> None:
    url = "https://example.org/fhir/StructureDefinition/scored-report"
    root: dict[str, Any] = {"id": "MeasureReport", "path": "MeasureReport", "min": 0, "max": "*"}
    group: dict[str, Any] = {"id": "MeasureReport.group", "path": "MeasureReport.group", "min": 1, "max": "*"}
    for element in (root, group):
        element["base"] = {name: element[name] for name in ("path", "min", "max")}
    group["type"] = [{"code": "BackboneElement"}]
    profile = {
        "resourceType": "StructureDefinition", "url": url, "name": "ScoredReport", "status": "active",
        "kind": "resource", "abstract": False, "type": "MeasureReport", "derivation": "constraint",
        "snapshot": {"element": [root, group]},
    }  # fmt: skip
    given = tmp_path / "profiles"
    given.mkdir()
    (given / "scored.json").write_text(json.dumps(profile))
    said = said_of(tmp_path, {**REPORT, "meta": {"profile": [url]}}, profiles=[given])
    assert any("MeasureReport.group" in each and "Missing required property" in each for each in said), said
    (unknown,) = said_of(tmp_path, {**REPORT, "meta": {"profile": [url]}})
    assert unknown.startswith("warning")
    assert "was not given" in unknown
