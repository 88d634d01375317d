"""OperationOutcome: why a request could not be taken, every fault with its place."""

from __future__ import annotations

from collections.abc import Iterable

from perdiem.model.fhir_bundle import Resource
from perdiem.model.resource_issue import ResourceIssue


def operation_outcome(issues: Iterable[ResourceIssue]) -> Resource:
    """One OperationOutcome with an issue for each fault."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": issue.severity,
                "code": issue.code,
                "details": {"text": issue.text},
                "diagnostics": f"{issue.expression}: {issue.text}" if issue.expression else issue.text,
            }
            | ({"expression": [issue.expression]} if issue.expression else {})
            for issue in issues
        ],
    }
