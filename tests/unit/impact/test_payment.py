"""The payment side on small books: what is divided, what is decided again, and what is outside the contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.model.contract import Agreement, Contract
from perdiem.model.estimate import PaymentSide
from perdiem.model.periods import Period
from perdiem.rules.impact.estimate import Asked, outcome_side
from perdiem.rules.impact.evidence import book_evidence
from perdiem.rules.impact.levers import default_scenario
from perdiem.rules.impact.payment import payment_side
from perdiem.writers.impact.text import estimate_text
from tests.impact_book import line, made_book
from tests.unit.impact.test_estimate import TERMS

DAY = date(2026, 3, 2)


def side_of(lines: list[dict[str, Any]], adopt: tuple[int, ...], method: str = "auto", **terms: Any) -> PaymentSide:
    contract = Contract.model_validate({**TERMS, **terms})
    period = Period(contract.effective.from_, contract.effective.to)
    with made_book(lines) as book:
        agreement = Agreement(versions=((period, contract),), file="made.yaml")
        return payment_side(agreement, book, packaged_code_sets(), adopt, method=method)[0]


def test_only_members_whose_payments_differ_are_decided_again() -> None:
    # M0: a second therapy and two visits in a week; M1 and M2 have neither: of six lines four are M0's
    lines = [line(f"A{n}", f"M{n}", "S9500", DAY) for n in range(3)]
    lines.append(line("B0", "M0", "S9365", DAY, hcpcs_modifier_1="SH"))
    lines += [line(f"C{n}", "M0", "99601", date(2026, 3, 3 + n)) for n in range(2)]
    side = side_of(lines, (7, 14), "shapley")
    # R7: 130.00 x 50% more on the second therapy (S9500 or S9365, whichever is second), 90% of it paid by the payor
    # R14: the second visit of 150.00, 135.00 of it paid
    parts = {part.number: part.paid for part in side.parts}
    assert parts[14] == Decimal("135.00")
    assert sum(parts.values()) == side.paid == side.paid_after - side.paid_before
    assert side.adjudications == 4
    assert side.adjudicated_lines == 6 + 6 + 4 + 4


def test_the_books_own_figures_leave_nothing_that_claims_are_decided_by() -> None:
    # M1 is the same under both contracts and is not decided again: views of the whole book must not stand in the way
    lines = [line("A", "M0", "S9500", DAY), line("B", "M0", "S9365", DAY, hcpcs_modifier_1="SH")]
    lines += [line(f"C{n}", "M0", "99601", date(2026, 3, 3 + n)) for n in range(2)]
    lines.append(line("D", "M1", "S9500", DAY))
    agreement = Agreement(versions=((Period(None, None), Contract.model_validate(TERMS)),), file="made.yaml")
    with made_book(lines) as book:
        alone, _ = payment_side(agreement, book, packaged_code_sets(), (2, 7, 14), method="order")
        book_evidence(book, packaged_code_sets())
        after, _ = payment_side(agreement, book, packaged_code_sets(), (2, 7, 14), method="order")
    assert after == alone
    assert {part.number: part.paid for part in after.parts}[14] == Decimal("135.00")


def test_what_moves_no_payment_has_none_and_is_not_decided_again() -> None:
    side = side_of([line("A", "M0", "S9500", DAY)], (1, 9, 13))
    assert side.adjudications == 2
    assert all(part.paid == 0 for part in side.parts)
    assert side.balanced


def test_a_book_that_the_contract_is_not_about_is_said_first() -> None:
    lines = [line("A", "M0", "S9500", DAY), line("B", "M1", "S9500", DAY)]
    side = side_of(lines, (7,), effective={"from": "2027-01-01", "to": "2027-12-31"})
    assert side.lines_paid == 0
    (reason,) = side.outside
    assert (reason.edit, reason.lines, reason.charge) == ("contract_not_in_force", 2, Decimal("2000.00"))
    with made_book(lines) as book:
        found = outcome_side("m", "", book_evidence(book, packaged_code_sets()), side, Asked((7,), draws=1000),
                             default_scenario())  # fmt: skip
    assert found.warnings[0].startswith("No line of the book is paid under this contract: 2 lines:")
    assert estimate_text(found).splitlines()[1].startswith("No line of the book is paid")


@pytest.mark.parametrize(("outside", "warned"), [(1, False), (3, True)])
def test_a_large_share_outside_the_contract_is_said_first(outside: int, warned: bool) -> None:
    # of ten lines of 1,000 dollars, 10% or 30% are of members that nobody knows
    lines = [line(f"A{n}", f"M{n}" if n >= outside else f"X{n}", "S9500", DAY) for n in range(10)]
    side = side_of(lines, (7,))
    with made_book(lines) as book:
        found = outcome_side("m", "", book_evidence(book, packaged_code_sets()), side, Asked((7,), draws=1000),
                             default_scenario())  # fmt: skip
    assert bool(found.warnings) == warned
    if warned:
        assert "30% of the charges" in found.warnings[0]
        assert "member_unknown" in found.warnings[0]
