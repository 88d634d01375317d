"""One approval of the drug for the services that go with it (R8): those asked for, and those that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from perdiem.model.authorization import Action, CarriedService, ItemDecision, ItemOnFile, Reason
from perdiem.model.periods import Period
from perdiem.model.wording import value_words
from perdiem.rules.authorization.carried import usual_per_diems
from perdiem.rules.authorization.case import Case
from perdiem.rules.authorization.on_file import approvals, counts_for
from perdiem.rules.authorization.verdict import Verdict
from perdiem.rules.authorization.version_answers import VersionAnswers

CARRIES = ("authorization", "drug_approval_carries")


def drugs_of(cases: Sequence[Case]) -> tuple[Case, ...]:
    """The items whose code is a drug's: what is approved of them carries services."""
    return tuple(case for case in cases if case.version is not None and case.version.is_drug(case.item.code))


def find_carrier(
    case: Case,
    on_file: Sequence[ItemOnFile],
    found: Mapping[int, ItemDecision],
    cases: Sequence[Case],
    *,
    still_pended: bool = False,
) -> Verdict | None:
    """The approval of a drug that carries the item: one in the same request, else one on file.

    Where its days do not hold all that are asked, the item is approved for those that it does. With `still_pended` the
    drug of the same request that the item waits for.
    """
    version = case.version
    if version is None or not case.is_carried or version.is_drug(case.code):
        return None
    if still_pended:
        waits = [drug for drug, decision in _beside(case, cases, found) if decision.action is Action.PEND]
        return Verdict(Action.PEND, _waiting(version, case, waits[0])) if waits else None
    held: list[tuple[Period, str, str]] = []
    for _, decision in _beside(case, cases, found):
        if decision.action.is_approval and counts_for(case.contracts, decision.billing_npi, case.provider):
            shared = Period(decision.first_day, decision.last_day).intersection(case.days)
            if shared is not None:
                held.append((shared, decision.authorization_number or "", decision.code or ""))
    for approval in approvals(on_file, case.contracts, case.days, case.provider):
        if version.is_drug(approval.item.code):
            held.append((approval.days, approval.item.authorization_number, approval.item.code or ""))
    if not held:
        return None
    days, number, drug = max(held, key=lambda each: _length(each[0]))
    is_whole = days == case.days or (case.item.last_day is None and days.first == case.days.first)
    reason = version.reason(
        "carried_by_drug",
        f"The approval of {drug} carries {case.code}." if is_whole else _cut(case, drug, days),
        CARRIES,
        8,
    )
    return Verdict(
        Action.APPROVE_CARRIED if is_whole else Action.MODIFIED, reason, number=number, days=days, carried_by=number
    )


def _beside(
    case: Case, cases: Sequence[Case], found: Mapping[int, ItemDecision]
) -> Iterator[tuple[Case, ItemDecision]]:
    for drug in drugs_of(cases):
        decision = found.get(drug.item.sequence)
        if decision is not None and drug.days.overlaps(case.days):
            yield drug, decision


def _waiting(version: VersionAnswers, case: Case, drug: Case) -> Reason:
    text = f"{case.code} waits for the decision on {drug.code}, whose approval carries it."
    return version.reason("waits_for_drug", text, CARRIES, 8)


def _cut(case: Case, drug: str, days: Period) -> str:
    return f"The approval of {drug} carries {case.code} {days}; the other days asked for are not under it."


def _length(days: Period) -> int:
    return (days.last - days.first).days if days.first and days.last else 0


def carried_along(cases: Sequence[Case], items: Sequence[ItemDecision]) -> tuple[CarriedService, ...]:
    """The kinds of service that the approved drugs of a request carry and that no item of it asks for."""
    asked = {case.code for case in cases}
    by_sequence = {case.item.sequence: case for case in cases}
    found: list[CarriedService] = []
    for decision in items:
        case = by_sequence.get(decision.sequence)
        if case is None or case.version is None or not decision.action.is_approval or decision.repeats:
            continue
        if not case.version.is_drug(decision.code) or decision.first_day is None:
            continue
        for kind, codes in case.version.carried.items():
            if asked & set(codes) or any(service.kind == kind for service in found):
                continue
            usual = usual_per_diems(case.version.sets, decision.code) if kind == "per_diem" else ()
            text = f"The approval of {decision.code} also approves {value_words(kind)}."
            found.append(
                CarriedService(
                    kind,
                    codes,
                    tuple(code for code in usual if code in codes),
                    decision.authorization_number or "",
                    decision.first_day,
                    decision.last_day,
                    case.version.reason("carried_by_drug", text, CARRIES, 8),
                    decision.sequence,
                )
            )
    return tuple(found)
