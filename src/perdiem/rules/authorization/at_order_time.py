"""What the contract says of orders while they are written: covered or not, authorization needed or not, and why.

Drug first, services after: a per diem, nursing or supplies that the drug's approval carries hang on the drug's order
(R8). The answers come from the same rules as decisions and claims.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from perdiem.codes.expand import expand
from perdiem.model.authorization import ItemOnFile, Need, RequirementAnswer
from perdiem.model.contract import Contract
from perdiem.model.crd import CoverageAnswer, Covered, OrderedService, PaNeeded
from perdiem.model.terms.types import LineOfBusiness
from perdiem.rules.authorization.decision import Decider

ASKING_MOST: Mapping[Need, int] = {
    Need.NEEDED: 4,
    Need.CONDITION: 3,
    Need.UNLISTED: 2,
    Need.NOT_NEEDED: 1,
    Need.SILENT: 0,
}
NO_MEMBER = "no-member-found"


def coverage_answers(
    decider: Decider,
    orders: Sequence[OrderedService],
    coverage: str,
    today: date,
    line_of_business: LineOfBusiness | None = None,
    on_file: Sequence[ItemOnFile] = (),
    *,
    is_member: bool = True,
    performer_npi: str | None = None,
) -> tuple[CoverageAnswer, ...]:
    """An answer to each order under one coverage, whose reference is `coverage`.

    `on_file` are the member's authorizations; `is_member` False: the coverage is known not to be ours. Where it is not
    said who will serve the orders, an authorization for any provider counts.
    """
    assertion = _assertion(decider, coverage, today)
    if not is_member:
        text = "No member with this number was found."
        return tuple(
            CoverageAnswer(order, coverage, "not-covered", None, (text,), (NO_MEMBER,), assertion=assertion, made=today)
            for order in orders
        )
    drugs = [order for order in orders if any(_is_drug(decider, code) for code in order.codes)]
    return tuple(
        _answer(decider, order, coverage, today, line_of_business, on_file, drugs, assertion, performer_npi)
        for order in orders
    )


def said_by_all(answers: Sequence[CoverageAnswer]) -> CoverageAnswer:
    """What several contracts say of one order, where it is not known under which it will be served.

    Where they say the same, that; else it is conditional, and the performer is asked for.
    """
    first = answers[0]
    if len({(answer.covered, answer.pa_needed) for answer in answers}) == 1:
        return first
    text = "It depends on who will serve, for the contracts differ: name the performer."
    said = dict.fromkeys(reason for answer in answers for reason in answer.reasons)
    return replace(
        first,
        covered="conditional",
        pa_needed="conditional",
        reasons=(text, *said),
        reason_codes=(),
        satisfied_by=None,
        dependency=None,
        info_needed=("performer",),
    )


def _answer(
    decider: Decider,
    order: OrderedService,
    coverage: str,
    today: date,
    line_of_business: LineOfBusiness | None,
    on_file: Sequence[ItemOnFile],
    drugs: Sequence[OrderedService],
    assertion: str,
    performer_npi: str | None,
) -> CoverageAnswer:
    day = max(order.day or today, today)
    if not order.codes:
        text = "The order has no HCPCS or CPT code, by which the contract speaks; add one to its code."
        return CoverageAnswer(
            order,
            coverage,
            "conditional",
            "conditional",
            (text,),
            info_needed=("OTH",),
            assertion=assertion,
            made=today,
        )
    found = [_asked(decider, code, day, line_of_business, on_file, performer_npi) for code in order.codes]
    covered = _covered(found)
    first = max(found, key=lambda answer: ASKING_MOST[answer.need])
    needed = None if covered == "not-covered" else _pa_needed(decider, order, first, day)
    is_carried = first.carried_by_drug and order not in drugs
    carriers = [drug for drug in drugs if drug is not order] if is_carried else []
    satisfied = first.satisfied_by if needed == "satisfied" else None
    reasons = [_sentence(answer) for answer in found]
    if is_carried and needed in {"auth-needed", "satisfied", "performpa"}:
        reasons.append("The approval of the drug carries it; it is not asked for by itself.")
    return CoverageAnswer(
        order,
        coverage,
        covered,
        needed,
        tuple(dict.fromkeys(reasons)),
        satisfied_by=satisfied,
        dependency=carriers[0].key if carriers and needed != "no-auth" else None,
        questionnaires=_questionnaires(decider, order) if needed in {"auth-needed", "performpa"} else (),
        info_needed=("OTH",) if "conditional" in {covered, needed} else (),
        assertion=assertion,
        made=today,
    )


def _asked(
    decider: Decider,
    code: str,
    day: date,
    line_of_business: LineOfBusiness | None,
    on_file: Sequence[ItemOnFile],
    performer_npi: str | None,
) -> RequirementAnswer:
    """What the contract says of a code, with an approval on file for who serves it, or for anyone."""
    given_to = dict.fromkeys(item.billing_npi for item in on_file if item.billing_npi)
    answers = [
        decider.answer(code, day, line_of_business, on_file=on_file, billing_npi=npi)
        for npi in ((performer_npi,) if performer_npi else (*given_to, None))
    ]
    return next((answer for answer in answers if answer.satisfied_by), answers[-1])


def _covered(found: Sequence[RequirementAnswer]) -> Covered:
    says = {answer.is_covered for answer in found}
    if says == {True}:
        return "covered"
    return "not-covered" if says == {False} else "conditional"


def _pa_needed(decider: Decider, order: OrderedService, first: RequirementAnswer, day: date) -> PaNeeded:
    if first.need in {Need.NOT_NEEDED, Need.SILENT}:
        return "no-auth"
    if first.satisfied_by:
        return "satisfied"
    if first.need is not Need.NEEDED:
        return "conditional"
    return "performpa" if _asked_by_performer(decider, order, day) else "auth-needed"


def _asked_by_performer(decider: Decider, order: OrderedService, day: date) -> bool:
    """Whether the contract lets only the infusion provider ask: then who serves the order starts it (R8)."""
    contract = contract_on(decider, day)
    if contract is None:
        return False
    terms = contract.authorization
    allowed = terms.requested_by
    is_pharmacy = contract.drugs.benefit == "pharmacy" and any(_is_drug(decider, code) for code in order.codes)
    if is_pharmacy and terms.pharmacy_benefit_requested_by is not None:
        allowed = terms.pharmacy_benefit_requested_by
    return allowed is not None and tuple(allowed) == ("infusion_provider",)


def contract_on(decider: Decider, day: date) -> Contract | None:
    """The version of the agreement that is in force on a day."""
    return next((contract for period, contract in decider.agreement.versions if day in period), None)


def _questionnaires(decider: Decider, order: OrderedService) -> tuple[str, ...]:
    """The questionnaires that the payor's settings ask for with a request for the order's codes."""
    found = dict.fromkeys(
        document.questionnaire
        for code in order.codes
        for document in decider.settings.documents
        if document.questionnaire and code in expand(document.for_, decider.sets)
    )
    return tuple(found)


def _is_drug(decider: Decider, code: str) -> bool:
    return code in decider.sets.families["drug"]


def _sentence(answer: RequirementAnswer) -> str:
    """The reason, with the contract's term; not the file's path, which is nobody's business outside."""
    term = f" Contract term: {answer.reason.term}." if answer.reason.term else ""
    return f"{answer.reason.sentence}{term}"


def _assertion(decider: Decider, coverage: str, today: date) -> str:
    """The same for all orders under one coverage, another under another."""
    contract = decider.agreement.versions[-1][1].contract
    return hashlib.sha256(f"{contract}|{coverage}|{today}".encode()).hexdigest()[:16]
