"""Codes that base R4 fixes and the library for it lets pass, for the resources that a request carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perdiem.model.resource_issue import ResourceIssue

FINANCIAL = ("active", "cancelled", "draft", "entered-in-error")
REQUEST_STATUS = ("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown")
MEDICATION_STATUS = ("active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown")
INTENT = (
    "proposal",
    "plan",
    "directive",
    "order",
    "original-order",
    "reflex-order",
    "filler-order",
    "instance-order",
    "option",
)
EVENT = ("preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown")

# Source: FHIR R4 (4.0.1), the required bindings of each element
ALLOWED: dict[str, dict[str, tuple[str, ...]]] = {
    "Bundle": {
        "type": (
            "document",
            "message",
            "transaction",
            "transaction-response",
            "batch",
            "batch-response",
            "history",
            "searchset",
            "collection",
        )
    },
    "Claim": {"status": FINANCIAL, "use": ("claim", "preauthorization", "predetermination")},
    "ClaimResponse": {
        "status": FINANCIAL,
        "use": ("claim", "preauthorization", "predetermination"),
        "outcome": ("queued", "complete", "error", "partial"),
    },
    "Coverage": {"status": FINANCIAL},
    "Patient": {"gender": ("male", "female", "other", "unknown")},
    "Practitioner": {"gender": ("male", "female", "other", "unknown")},
    "RelatedPerson": {"gender": ("male", "female", "other", "unknown")},
    "Location": {"status": ("active", "suspended", "inactive"), "mode": ("instance", "kind")},
    "Encounter": {
        "status": (
            "planned",
            "arrived",
            "triaged",
            "in-progress",
            "onleave",
            "finished",
            "cancelled",
            "entered-in-error",
            "unknown",
        )
    },
    "MedicationRequest": {
        "status": MEDICATION_STATUS,
        "intent": tuple(code for code in INTENT if code != "directive"),
        "priority": ("routine", "urgent", "asap", "stat"),
    },
    "ServiceRequest": {
        "status": REQUEST_STATUS,
        "intent": INTENT,
        "priority": ("routine", "urgent", "asap", "stat"),
    },
    "DeviceRequest": {
        "status": REQUEST_STATUS,
        "intent": INTENT,
        "priority": ("routine", "urgent", "asap", "stat"),
    },
    "NutritionOrder": {"status": REQUEST_STATUS, "intent": INTENT},
    "DocumentReference": {"status": ("current", "superseded", "entered-in-error")},
    "QuestionnaireResponse": {"status": ("in-progress", "completed", "amended", "entered-in-error", "stopped")},
    "Observation": {
        "status": (
            "registered",
            "preliminary",
            "final",
            "amended",
            "corrected",
            "cancelled",
            "entered-in-error",
            "unknown",
        )
    },
    "Procedure": {"status": EVENT},
    "Task": {
        "status": (
            "draft",
            "requested",
            "received",
            "accepted",
            "rejected",
            "ready",
            "cancelled",
            "in-progress",
            "on-hold",
            "failed",
            "completed",
            "entered-in-error",
        )
    },
    "Subscription": {"status": ("requested", "active", "error", "off")},
}


def code_faults(resource: dict[str, Any], place: str) -> Iterator[ResourceIssue]:
    """The coded elements of a resource whose code base R4 does not know."""
    for element, allowed in ALLOWED.get(str(resource.get("resourceType")), {}).items():
        code = resource.get(element)
        if isinstance(code, str) and code not in allowed:
            yield ResourceIssue(
                "code-invalid", f"'{code}' is not a code of R4 here; it is one of {_or(allowed)}.", f"{place}.{element}"
            )


def _or(codes: tuple[str, ...]) -> str:
    return ", ".join(codes[:-1]) + " or " + codes[-1]
