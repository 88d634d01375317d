"""A fault: one thing that is wrong in an input, where it stands, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from perdiem.model.positions import Position


class Severity(StrEnum):
    """Whether a fault makes the input unusable, or only deserves a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in an input.

    `term` is the dotted path of the term (`concurrent_therapies.second`), empty for the file as a whole.
    `message` says what is wrong and what is allowed; `found` is the value as it was written.
    `suggestion` is a likely intended spelling or the thing to do.
    """

    position: Position
    term: str
    message: str
    found: str | None = None
    suggestion: str | None = None
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        text = f"{self.position}: "
        if self.severity is Severity.WARNING:
            text += "warning: "
        if self.term:
            text += f"{self.term}: "
        text += self.message
        if self.found is not None:
            text += f" (got {self.found!r})"
        if self.suggestion:
            text += f"; {self.suggestion}"
        return text
