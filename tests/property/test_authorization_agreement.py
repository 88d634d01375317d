"""Claims agree with decisions: what needs no authorization, or has one, is never refused for lack of one; the rest is.

Requests are decided at the desk, some by a person, kept, and turned into the book's tables; then claims come for them.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.codes import packaged_code_sets
from perdiem.model.authorization import Action, CoverageSpan, Need
from perdiem.model.periods import Period
from perdiem.rules.authorization.batch import decided_in_order
from perdiem.rules.authorization.book_tables import add_authorizations
from perdiem.rules.authorization.carried import carried_codes
from perdiem.rules.authorization.decision import Decider
from perdiem.rules.authorization.requirement import need_of, requirement
from perdiem.rules.claims.adjudicate import adjudicate
from perdiem.rules.working_days import working_days
from perdiem.store.authorizations import AuthorizationStore, Kept
from perdiem.store.decided_items import decided_items
from perdiem.store.desk import Desk
from tests.adjudicating import book_on_engine
from tests.property.authorization_books import agreement, claim_lines, requests, rulings, settings_of

SETS = packaged_code_sets()
REFUSED = {"authorization_missing", "authorization_wrong", "authorization_late", "authorization_other_provider"}
EXCEEDED = "authorization_exceeded"
MEMBERS = 14


def _days(kept: Kept, sequence: int, longest: int = 366) -> tuple[date, date]:
    """The days of an item that the decision speaks of: those approved, else those asked."""
    decided = kept.decision.item(sequence)
    if decided.action.is_approval:
        assert decided.first_day is not None
        return decided.first_day, decided.last_day or date(2026, 12, 31)
    asked = next(each for each in kept.request.items if each.sequence == sequence)
    assert asked.first_day is not None
    return asked.first_day, asked.last_day or asked.first_day + timedelta(days=longest - 1)


def _within_2026(days: tuple[date, date]) -> tuple[date, date]:
    return days[0], min(days[1], date(2026, 12, 31))


def _is_needed(contract: Any, code: str, line: Any, *, is_clearing: bool) -> bool:
    found = requirement(contract, SETS, code, line, for_de_clotting=is_clearing and code in SETS.families["nursing"])
    return need_of(contract, SETS, found, code) is Need.NEEDED


def test_adjudication_agrees_with_the_decision() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=6, deadline=None, derandomize=True)
    @given(seed=st.integers(min_value=0, max_value=10**9))
    def agrees(seed: int) -> None:
        seen.update(_decide_and_claim(seed))

    agrees()
    wanted = {"granted and needed", "granted and not needed", "not granted and needed", "in time by a holiday"}
    assert wanted <= set(seen), seen


def _decide_and_claim(seed: int) -> list[str]:
    """What the lines were found to be; each is checked."""
    random = Random(seed)
    contract = agreement(random)
    asked = requests(random, MEMBERS)
    lines_of_business = {each.member_id: each.line_of_business for each in asked}
    year = date(2026, 1, 1), date(2027, 12, 31)
    with TemporaryDirectory() as folder, AuthorizationStore(str(Path(folder) / "store.db")) as store:
        decider = Decider(contract, SETS, settings_of(random))
        desk = Desk(store, {"test": decider}, lambda member: [CoverageSpan(*year, lines_of_business[member])])
        for each in asked:
            decision = desk.submit(each, now=each.submitted_at).decision
            ruled = rulings(random, decision, each)
            if ruled and random.random() < 0.6:
                desk.rule(decision.number, ruled, "nurse", now=each.submitted_at + timedelta(hours=5))
        kept = {member: store.of_member(member) for member in lines_of_business}
        items = list(decided_items(store))
    claims: list[dict[str, Any]] = []
    for requests_of_member in kept.values():
        first = requests_of_member[0].request
        wanted = [
            (decided.code, *_within_2026(_days(one, decided.sequence)))
            for one in requests_of_member
            for decided in one.decision.items
            if decided.code and one.request.provider_npi == first.provider_npi
        ]
        claims += claim_lines(random, first.member_id, first.provider_npi or "", wanted)
    eligibility = [
        {"member_id": m, "enrollment_start_date": year[0], "enrollment_end_date": year[1], "line_of_business": line}
        for m, line in lines_of_business.items()
    ]
    with book_on_engine({"claim_line": claims, "eligibility": eligibility}) as book:
        add_authorizations(book, items)
        run = adjudicate(contract, book, SETS)
        refused = {row["claim_key"] for row in run.rows("line_finding") if row["edit"] in REFUSED}
        exceeded = {row["claim_key"] for row in run.rows("line_finding") if row["edit"] == EXCEEDED}
    clearing = {
        (line["member_id"], line["claim_line_start_date"])
        for line in claims
        if line["hcpcs_code"] in {"S5517", "J2997"}
    }
    found = [_waived(contract, one) for rows in kept.values() for one in rows]
    for line in claims:
        found.append(_check(line, kept[line["member_id"]], contract, line["claim_key"] in refused, clearing))
        assert line["claim_key"] not in exceeded or _is_limited(line, kept[line["member_id"]])
    return found


def _waived(contract: Any, kept: Kept) -> str:
    """Claims count as requests do: only what the contract calls late is handed to them as approved all the same."""
    asked_on = kept.request.submitted_at.astimezone(ZoneInfo("America/New_York")).date()
    found = "in time"
    for item in kept.decision.items:
        if item.action.is_approval:
            days = working_days(item.first_day, asked_on, "US")
            limits = [terms.authorization.late_request_working_days for _, terms in contract.versions]
            assert not item.is_late_waived or any(most is not None and days > most for most in limits), item
            weekdays = working_days(item.first_day, asked_on, "none")
            if any(most is not None and days <= most < weekdays for most in limits):
                found = "in time by a holiday"
    return found


def _check(
    line: dict[str, Any], requests_of_member: Any, contract: Any, is_refused: bool, clearing: set[tuple[str, date]]
) -> str:
    day, code = line["claim_line_start_date"], line["hcpcs_code"]
    found = [
        (decided, one)
        for one in requests_of_member
        for decided in one.decision.items
        if decided.code == code and day in Period(*_days(one, decided.sequence))
    ]
    granted = [decided for decided, _ in found if decided.action is Action.NOT_REQUIRED or decided.action.is_approval]
    terms = contract.on(day)
    is_clearing = (line["member_id"], day) in clearing
    if is_clearing and code in SETS.families["nursing"] and not all(_asks_to_clear(one) for _, one in found):
        return "not told"  # the kit came with another request, of which the decision could not know
    needed = _is_needed(terms, code, requests_of_member[0].request.line_of_business, is_clearing=is_clearing)
    if granted:
        assert not is_refused, (granted, line)
        return "granted and needed" if needed else "granted and not needed"
    drugs = [
        decided
        for one in requests_of_member
        for decided in one.decision.items
        if decided.action.is_approval
        and decided.code in SETS.families["drug"]
        and day in Period(*_days(one, decided.sequence))
    ]
    is_carried = any(code in codes for codes in carried_codes(terms, SETS).values())
    if needed and not (drugs and is_carried):
        assert is_refused, (found, line)
        return "not granted and needed"
    assert not is_refused, (found, line)
    return "carried" if needed else "not granted and not needed"


def _asks_to_clear(kept: Kept) -> bool:
    return any(each.code in {"S5517", "J2997"} for each in kept.request.items)


def _is_limited(line: dict[str, Any], requests_of_member: Any) -> bool:
    """Whether some approval of the code has a quantity, which several lines may use up."""
    return any(
        decided.code == line["hcpcs_code"] and decided.quantity is not None
        for one in requests_of_member
        for decided in one.decision.items
    )


@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(min_value=0, max_value=10**9))
def test_files_and_a_store_give_the_same_decisions(seed: int) -> None:
    random = Random(seed)
    decider = Decider(agreement(random), SETS, settings_of(random))
    asked = requests(random, 6)
    now = max(each.submitted_at for each in asked)
    in_order = [
        decision for _, decision in decided_in_order(decider, asked, now, lambda _member: (), lambda _member: None)
    ]
    with TemporaryDirectory() as folder, AuthorizationStore(str(Path(folder) / "store.db")) as store:
        desk = Desk(store, {"test": decider})
        assert [desk.submit(each, now=now).decision for each in asked] == in_order
