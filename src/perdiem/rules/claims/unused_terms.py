"""The stated terms of a contract that decide no claim line, each with why: none is silently ignored.

Source: the last section of `docs/explanation/adjudication.md`. A test goes through every declared term: it is read when
a contract is compiled for the plan, or it stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perdiem.model.claim_run import UnusedTerm
from perdiem.model.contract import Agreement, Contract
from perdiem.model.marks import Path, dotted
from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import stated_terms
from perdiem.model.wording import section_words, sentence

_NETWORK = "Networks say which pharmacies serve which drugs; a claim does not name its network."
_CREDENTIAL = "What a provider must hold is settled when it joins, not claim by claim."
_CLOCK = "The clocks of authorization bind the payor's decision on a request."
_REQUEST = "Who may request authorization is asked of the request."
_PROGRAMME = "The programme for parenteral nutrition pays by results over months, apart from claims."
_PRICES = "The price table says which price holds on which day."
_WORDS = "Words that only a person can judge."

LABELS: Mapping[str, str] = {
    "contract": "the contract's name",
    "title": "a heading",
    "about": "a note to readers",
    "amends": "read when versions are put together",
    "amendments": "read when versions are put together",
    "payor.name": "a party's name",
    "payor.plan": "a party's name",
    "provider": "a party's name",
    "effective.from": "read when versions are put together",
    "effective.to": "read when versions are put together",
    "sources": "where terms come from",
    "sites.locations.name": "a site's name",
    "networks.name": "a network's name",
    "factors": "read with the rates that name them",
    "perdiem": "the file's format",
}
"""Terms that name or place others, and say nothing of what is paid."""

NOT_ASKED: Mapping[str, str] = {
    "sites.out_of_state": "Sites take part when the contract lists their NPI, wherever they stand.",
    "sites.added_by_notice": "A site that joined by notice is asked for by its NPI; list it.",
    "service_area.description": _WORDS,
    "credentialing": _CREDENTIAL,
    "networks": _NETWORK,
    "coding.accepted": "A code is refused where the contract refuses it, not where a list leaves it out.",
    "drugs.schedule": _WORDS,
    "drugs.price_updates": _PRICES,
    "drugs.ndc_price_updates": _PRICES,
    "capitation.per_member_per_month": "It is paid by the month and the member, apart from claims.",
    "per_diem.supplied_by": "A claim does not say who else supplied the patient.",
    "per_diem.sterile_compounding": "A claim does not say how a preparation was made.",
    "nursing.time_basis": "A claim gives the time, not what it holds; visits are taken as billed.",
    "nursing.assessment_codes": "An assessment visit is priced by its code like any other line.",
    "enteral.covered_for": "A claim does not say which tube-fed patients are meant.",
    "enteral.only_when": _WORDS,
    "authorization.rules.when": "A condition in words cannot be asked of a claim; such a rule does not deny.",
    "authorization.requested_by": _REQUEST,
    "authorization.pharmacy_benefit_requested_by": _REQUEST,
    "authorization.clocks": _CLOCK,
    "medicare_advantage.authorization_list": "The list stands outside the file; `authorization.listed` names codes.",
    "pn_programme": _PROGRAMME,
}
"""Terms that say something of the services and cannot be asked of a claim line, and why."""


def unused_terms(agreement: Agreement) -> tuple[UnusedTerm, ...]:
    """Every stated term of every version that decided nothing, in the order of the contract; each once."""
    found: dict[tuple[str, str], UnusedTerm] = {}
    for _, contract in agreement.versions:
        for term in _of(contract):
            found.setdefault((term.term, term.words), term)
    return tuple(found.values())


def reason_for(path: Path) -> str | None:
    """Why the term at a path decides no line; None for a term that the plan asks, or that is a label."""
    names = [str(step) for step in path if not isinstance(step, int)]
    for length in range(len(names), 0, -1):
        shorter = ".".join(names[:length])
        if shorter in LABELS:
            return None
        if shorter in NOT_ASKED:
            return NOT_ASKED[shorter]
    return None


def _of(contract: Contract) -> Iterator[UnusedTerm]:
    inside: Path = ()
    for path, _, value in stated_terms(contract):
        reason = reason_for(path)
        if reason is None or value is None or (inside and path[: len(inside)] == inside):
            continue
        if isinstance(value, Section) and not isinstance(path[-1], int):
            continue  # its own terms follow
        is_rows = isinstance(value, tuple) and bool(value) and isinstance(value[0], Section)
        inside = path if is_rows else ()
        position = contract.mark(*path).position
        words = "; ".join(section_words(row) for row in value) + "." if is_rows else sentence(path, value)
        yield UnusedTerm(dotted(path), "" if position is None else str(position), words, reason)
