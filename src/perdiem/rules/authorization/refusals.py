"""Why an item is denied without a person: what the contract and eligibility settle, never a clinical question."""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.model.authorization import Benefit, Component, Reason
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.model.wording import value_words
from perdiem.rules.authorization.case import Case
from perdiem.rules.claims.edits import BY_NAME
from perdiem.rules.working_days import first_day_in_time, working_days


def refusals(case: Case) -> Iterator[Reason]:
    """What refuses the item whether or not it needs authorization: a claim for it would be refused for the same."""
    yield from _eligibility(case)
    version = case.version
    if version is None:
        text = f"The contract is not in force on {case.first_day}."
        yield Reason("contract_not_in_force", text, "effective")
        return
    line = version.line_refusal(case.line)
    if line is not None:
        yield line
    known = version.sets.get(case.code)
    if known is not None and case.first_day not in known.in_force:
        successor = version.sets.successor_of(case.code)
        instead = f" Ask for {successor.new}, which took its place." if successor else ""
        yield Reason(
            "code_not_in_force", f"{case.code} is in force {known.in_force}, not on {case.first_day}.{instead}"
        )
    refused = version.refusal(case.code, case.line, for_de_clotting=case.de_clotting == (True,))
    if refused is not None:
        yield refused
    unlisted = version.site_refusal(case.provider, case.first_day)
    if unlisted is not None:
        yield unlisted


def _eligibility(case: Case) -> Iterator[Reason]:
    if case.coverage is None or case.span is not None:
        return
    if not case.coverage:
        yield Reason("member_unknown", BY_NAME["member_unknown"].says)
    elif case.first_day < min(span.first_day for span in case.coverage):
        yield Reason("before_coverage", f"The member is not yet covered on {case.first_day}.")
    else:
        yield Reason("after_coverage", f"The member is not covered on {case.first_day}.")


def requester_refusal(case: Case) -> Reason | None:
    """Why this requester may not ask for the item; None where it may, or the contract or the request is silent."""
    version = case.version
    if version is None or case.request.requester is None:
        return None
    terms, name = version.contract.authorization, "requested_by"
    allowed = terms.requested_by
    if _is_pharmacy_benefit(case) and terms.pharmacy_benefit_requested_by is not None:
        allowed, name = terms.pharmacy_benefit_requested_by, "pharmacy_benefit_requested_by"
    if allowed is None or str(case.request.requester) in allowed:
        return None
    under = " under the pharmacy benefit" if name.startswith("pharmacy") else ""
    text = (
        f"Authorization{under} may be requested by the {value_words(allowed)}, not by the"
        f" {value_words(str(case.request.requester))}."
    )
    return version.reason("requester_not_allowed", text, ("authorization", name), 8)


def _is_pharmacy_benefit(case: Case) -> bool:
    if case.component is not Component.DRUG or case.version is None:
        return False
    if case.item.benefit is not None:
        return case.item.benefit is Benefit.PHARMACY
    return case.version.contract.drugs.benefit == "pharmacy"


def late_refusal(case: Case, settings: AuthorizationSettings) -> Reason | None:
    """Why the request comes too late for the item; None where it is in time or the contract sets no limit."""
    version = case.version
    most = version.contract.authorization.late_request_working_days if version else None
    if version is None or most is None or not case.has_first_day:
        return None
    days = working_days(case.first_day, case.asked_on, settings.holidays)
    if days <= most:
        return None
    in_time = first_day_in_time(case.asked_on, most, settings.holidays)
    text = (
        f"The request came on {case.asked_on}, {days} working days after the start of service on {case.first_day}; the"
        f" contract accepts it up to {most}. Days from {in_time} on can still be asked for."
    )
    return version.reason("late_request", text, ("authorization", "late_request_working_days"), 8)
