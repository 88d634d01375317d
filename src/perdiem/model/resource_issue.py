"""What is wrong with a resource that came in, in the words of an OperationOutcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["fatal", "error", "warning", "information"]
IssueCode = Literal[
    "invalid",  # the content cannot be read as what it says it is
    "structure",
    "required",
    "value",
    "code-invalid",
    "invariant",
    "extension",
    "too-long",
    "not-supported",
    "not-found",
    "duplicate",
    "conflict",
    "business-rule",
    "login",
    "expired",
    "forbidden",
    "suppressed",
    "throttled",
    "exception",
    "informational",
]


@dataclass(frozen=True, slots=True)
class ResourceIssue:
    """One fault: its kind, a sentence that says what to do, and the FHIRPath of its place where it has one."""

    code: IssueCode
    text: str
    expression: str = ""
    severity: Severity = "error"

    @property
    def is_fault(self) -> bool:
        """Whether the resource cannot be taken with it."""
        return self.severity in {"fatal", "error"}
