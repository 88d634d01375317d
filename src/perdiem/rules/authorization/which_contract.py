"""Which of several agreements a request is decided by, where it names none: the one that does not refuse it as a whole.

The rules are those by which an item, and later its claim, is refused (`VersionAnswers.outside`): the agreement is in
force on the day, covers the line of business, and lists the provider's NPI where it lists any. An agreement that lists
the NPI goes before one that lists none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from perdiem.model.authorization import AuthorizationRequest, CoverageSpan, Requester
from perdiem.model.periods import Period
from perdiem.model.terms.types import LineOfBusiness
from perdiem.rules.authorization.decision import Decider


@dataclass(frozen=True, slots=True)
class Asked:
    """What an agreement is chosen by."""

    day: date
    line_of_business: LineOfBusiness | None
    provider_npi: str | None

    def __str__(self) -> str:
        provider = f"NPI {self.provider_npi}" if self.provider_npi else "a provider without an NPI"
        line = f", {self.line_of_business.replace('_', ' ')}" if self.line_of_business else ""
        return f"{provider}, {self.day}{line}"


def asked_of(request: AuthorizationRequest, time_zone: str, coverage: Sequence[CoverageSpan] | None) -> Asked:
    """What a request is routed by: its first day of service, the member's line of business then, who will serve.

    A prescriber who asks serves nothing; then the provider that the items name counts.
    """
    days = [item.first_day for item in request.items if item.first_day]
    day = min(days, default=None) or request.start_of_service
    day = day or request.submitted_at.astimezone(ZoneInfo(time_zone)).date()
    lines = (span.line_of_business for span in coverage or () if day in Period(span.first_day, span.last_day))
    line = next((line for line in lines if line), None) or request.line_of_business
    serving = next((item.servicing_npi for item in request.items if item.servicing_npi), None)
    asks = request.provider_npi if request.requester is not Requester.PRESCRIBER else None
    return Asked(day, line, serving or asks)


def fitting(deciders: Mapping[str, Decider], asked: Asked) -> tuple[list[str], list[str]]:
    """The short names of the agreements that fit, and for each that does not a sentence that says why."""
    fits: dict[str, bool] = {}
    refused = []
    for name, decider in deciders.items():
        version = decider.version_on(asked.day)
        why = f"The contract is not in force on {asked.day}." if version is None else None
        if version is not None:
            reason = version.outside(asked.day, asked.line_of_business, asked.provider_npi)
            why = reason.sentence if reason else None
        if why is not None:
            refused.append(f"{name}: {why}")
        elif version is not None:
            fits[name] = bool(version.listed_sites)
    listing = [name for name, lists in fits.items() if lists and asked.provider_npi]
    return listing or list(fits), refused
