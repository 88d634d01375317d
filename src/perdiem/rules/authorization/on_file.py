"""What is on file of a member: which approvals hold for an item, by the rules that claims are held to.

The rules are those of step 10 in `docs/explanation/adjudication.md`: an approval holds where its days hold those of the
item, it names the code or none, and it was given to the provider, to any, or to a site under the same terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from perdiem.model.authorization import AuthorizationRequest, ItemOnFile
from perdiem.model.contract import Contract
from perdiem.model.periods import Period, day_after, day_before
from perdiem.rules.working_days import CALENDAR, working_days

APPROVED, PENDED, DENIED, CANCELLED = "approved", "pended", "denied", "cancelled"


@dataclass(frozen=True, slots=True)
class Found:
    """An approval on file and the days that it shares with what is asked."""

    item: ItemOnFile
    days: Period
    is_whole: bool


def counts_for(contracts: Sequence[Contract], given_to: str | None, provider: str | None) -> bool:
    """Whether an approval counts for a provider under every version of the contract that is in force."""
    return all(is_for_provider(contract, given_to, provider) for contract in contracts)


def is_for_provider(contract: Contract, given_to: str | None, provider: str | None) -> bool:
    """Whether an approval counts for a provider: its own, anyone's, or a site's under the same terms (R13)."""
    if not given_to or given_to == provider:
        return True
    listed = {site.npi for site in contract.sites.locations or () if site.npi}
    return bool(contract.sites.same_terms) and {given_to, provider} <= listed


def is_in_time(contract: Contract, item: ItemOnFile) -> bool:
    """Whether a claim would take the approval for one that was asked for in time: by the federal holidays."""
    most = contract.authorization.late_request_working_days
    if most is None or item.requested_day is None:
        return True
    return working_days(item.first_day, item.requested_day, CALENDAR) <= most


def approvals(
    on_file: Iterable[ItemOnFile], contracts: Sequence[Contract], days: Period, provider: str | None
) -> Iterator[Found]:
    """Approvals that count for the provider and share a day with those asked, the whole ones first.

    `contracts` are the versions in force on the days: a claim is asked by that of its own day.
    """
    found = []
    for item in on_file:
        if item.status != APPROVED or not counts_for(contracts, item.billing_npi, provider):
            continue
        if not all(is_in_time(contract, item) for contract in contracts):
            continue
        shared = Period(item.first_day, item.last_day).intersection(days)
        if shared is not None:
            found.append(Found(item, shared, is_whole=shared == days))
    yield from sorted(found, key=_best_first)


def _best_first(found: Found) -> tuple[bool, bool, int, str]:
    return (
        not found.is_whole,
        found.item.code is None,
        -found.item.first_day.toordinal(),
        found.item.authorization_number,
    )


def touching(
    on_file: Iterable[ItemOnFile], contracts: Sequence[Contract], code: str, days: Period, provider: str | None
) -> str | None:
    """The number of an approval of the same code that overlaps the days or borders on them; None where there is none.

    A further approval joins it under its number.
    """
    first = day_before(days.first) if days.first else None
    last = day_after(days.last) if days.last else None
    numbers = [
        found.item.authorization_number
        for found in approvals(on_file, contracts, Period(first, last), provider)
        if found.item.code == code
    ]
    return numbers[0] if numbers else None


def pended_twin(
    on_file: Iterable[ItemOnFile], code: str, days: Period, request: AuthorizationRequest
) -> ItemOnFile | None:
    """A pended item of another request for the same code on days that hold these; None where there is none."""
    for item in on_file:
        is_other = item.request != request.identifier
        if item.status == PENDED and item.code == code and is_other and _holds(item, days):
            return item
    return None


def _holds(item: ItemOnFile, days: Period) -> bool:
    return Period(item.first_day, item.last_day).intersection(days) == days


def earlier_items(on_file: Sequence[ItemOnFile], request: AuthorizationRequest) -> tuple[ItemOnFile, ...]:
    """The items of the request that this one is about, by its identifier or its number."""
    related = request.related
    if related is None:
        return ()
    return tuple(
        item
        for item in on_file
        if (related.identifier is not None and item.request == related.identifier)
        or (related.authorization_number is not None and item.authorization_number == related.authorization_number)
    )
