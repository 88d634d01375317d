"""The one place that knows which library checks a resource against base FHIR R4.

It is fhirkit-rs, 0.75 ms for a request of 25 kB. Its replacement, should it fall behind, is `fhir.resources` with its
R4B models: `get_fhir_model_class("Bundle").model_validate_json(raw)`, whose ValidationError lists `loc` and `msg`; it
takes nine times as long and tells every fault too. Neither looks at required code lists; `required_codes` does.
"""

from __future__ import annotations

import fhirkit

from perdiem.model.resource_issue import IssueCode, ResourceIssue

MOST = 100  # faults told at once: a bundle of another kind breaks in thousands of places


def base_faults(raw: bytes) -> list[ResourceIssue]:
    """Every fault of a resource, given as JSON, against base R4: unknown, missing and repeated elements, types."""
    try:
        found = fhirkit.validate(raw)
    except fhirkit.ParseError as error:
        return [ResourceIssue("structure", f"This is not readable as JSON: {error}.", severity="fatal")]
    issues = [
        ResourceIssue(_code(issue.message), _sentence(issue.message), issue.path)
        for issue in found[:MOST]
        if issue.severity == "error"
    ]
    if len(found) > MOST:
        issues.append(
            ResourceIssue("informational", f"{len(found) - MOST} more faults are not listed.", severity="information")
        )
    return issues


def _code(message: str) -> IssueCode:
    if "missing" in message or "needs a resourceType" in message:
        return "required"
    if "not a valid" in message:
        return "value"
    return "structure"


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:] + "."
