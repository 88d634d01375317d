"""Authorization: what needs it, what one approval carries, who may ask, and the clocks (R3, R8, R14)."""

from __future__ import annotations

from typing import Literal

from perdiem.model.terms.base import Section, term
from perdiem.model.terms.types import Codes, LineOfBusiness, Several, Words

Carried = Literal["per_diem", "supplies", "equipment", "nursing", "nothing"]
Requester = Literal["infusion_provider", "prescriber"]


class AuthorizationRule(Section):
    """Whether some codes need authorization. Among rules that fit, the one that names fewest codes decides.

    `for: de_clotting` also holds for the nursing visit made to clear the catheter.
    """

    for_: Codes | None = term(
        "for", "{value}", alias="for", meaning="Codes, ranges or families; `everything` for all services."
    )
    needed: Literal["yes", "no", "listed_only"] | None = term(
        "authorization",
        {
            "yes": "need prior authorization",
            "no": "need no prior authorization",
            "listed_only": "need prior authorization where the payor's list names them",
        },
        recommendations=(3, 8, 14),
    )
    lines_of_business: Several[LineOfBusiness] | None = term("lines of business", "for {value}")
    when: Words | None = term("when", "when {value}")


class Clocks(Section):
    """How long the payor has to decide. CMS-0057-F sets 72 hours and 7 days for items and services, not drugs."""

    expedited_hours: int | None = term(
        "expedited requests", "An expedited request is decided within {value} hours.", unit="hours", ge=1, le=720
    )
    standard_days: int | None = term(
        "standard requests",
        "A standard request is decided within {value} calendar days.",
        unit="calendar days",
        ge=1,
        le=60,
    )
    drug_expedited_hours: int | None = term(
        "expedited drug requests",
        "An expedited drug request is decided within {value} hours.",
        unit="hours",
        ge=1,
        le=720,
    )
    drug_standard_hours: int | None = term(
        "standard drug requests",
        "A standard drug request is decided within {value} hours.",
        unit="hours",
        ge=1,
        le=1440,
    )


class Authorization(Section):
    """Prior authorization for the whole contract."""

    rules: Several[AuthorizationRule] | None = term("what needs authorization", "{value}", recommendations=(3, 8, 14))
    listed: Codes | None = term(
        "codes on the payor's list",
        "The payor's list of what needs authorization names {value}.",
        meaning="The list that `listed_only` speaks of. Where silent, such rules cannot be asked of a claim.",
    )
    drug_approval_carries: Several[Carried] | None = term(
        "what a drug's approval carries",
        "An approval of the drug also approves {value}.",
        meaning="Services that one approval of the drug carries along; `nothing` where each needs its own.",
        recommendations=(8,),
    )
    requested_by: Several[Requester] | None = term("who may request", "Authorization may be requested by the {value}.")
    pharmacy_benefit_requested_by: Several[Requester] | None = term(
        "who may request under the pharmacy benefit",
        "Authorization under the pharmacy benefit may be requested by the {value}.",
        recommendations=(8,),
    )
    late_request_working_days: int | None = term(
        "late requests",
        "A request is accepted up to {value} working days after the start of service.",
        unit="working days",
        ge=0,
        le=60,
    )
    clocks: Clocks = Clocks()
