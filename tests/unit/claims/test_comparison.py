"""Two contracts over the same claims: the dollars that change, by code and reason, add up to the difference."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.model.claim_run import ClaimComparison, RunSummary
from perdiem.rules.claims.adjudicate import adjudicate
from perdiem.rules.claims.comparison import compare_runs
from perdiem.rules.claims.reconcile import summarize
from tests.adjudicating import book_on_engine
from tests.cases.adjudication_cases import agreement_of, book_of

SETS = packaged_code_sets()
RATES = [
    {"codes": "S9365", "rate": "320.00", "per": "day"},
    {"codes": "S9500", "rate": "130.00", "per": "day"},
    {"codes": "99601", "rate": "150.00", "per": "visit"},
]
OLD: dict[str, Any] = {
    "rates": RATES,
    "concurrent_therapies": {"second": "50%"},
    "authorization": {"rules": [{"for": "nursing", "needed": "yes"}]},
}
NEW: dict[str, Any] = {"rates": RATES, "concurrent_therapies": {"second": "100%"}}
LINES = [
    {"code": "S9365", "from": "2026-03-01", "to": "2026-03-07", "units": "7", "charge": "3500.00"},
    {"code": "S9500", "modifiers": ["SH"], "from": "2026-03-01", "to": "2026-03-07", "units": "7", "charge": "1400.00"},
    {"code": "99601", "from": "2026-03-02", "units": "1", "charge": "250.00"},
    {"claim": "B", "code": "S9999", "from": "2026-03-02", "units": "1", "charge": "10.00"},
]


@pytest.fixture
def compared(tmp_path: Path) -> Callable[[], tuple[ClaimComparison, RunSummary]]:
    def made() -> tuple[ClaimComparison, RunSummary]:
        cases = [{"name": name, "contract": terms, "lines": LINES} for name, terms in (("old", OLD), ("new", NEW))]
        agreements = []
        for case in cases:
            folder = tmp_path / str(case["name"])
            folder.mkdir()
            agreements.append(agreement_of(case, folder))
        with book_on_engine(book_of(cases[0])) as book:
            old, new = (
                adjudicate(agreement, book, SETS, schema=schema)
                for agreement, schema in zip(agreements, ("before", "after"), strict=True)
            )
            return (
                compare_runs((agreements[0], old), (agreements[1], new), SETS),
                summarize(agreements[0], old, SETS, lines_read=6, lines_rejected=2),
            )

    return made


def test_what_changes_is_told_by_every_view(compared: Callable[[], tuple[ClaimComparison, RunSummary]]) -> None:
    comparison, _ = compared()
    # before: 7 x 320.00 = 2240.00 and 7 x 130.00 x 50% = 455.00; after: 2240.00 + 910.00 + 150.00
    assert (comparison.total.paid_before, comparison.total.paid_after) == (Decimal("2695.00"), Decimal("3300.00"))
    assert (comparison.total.lines, comparison.total.changed) == (4, 2)
    for views in (comparison.codes, comparison.therapies):
        assert sum(view.difference for view in views) == Decimal("605.00")
        assert sum(view.lines for view in views) == 4
    assert [(code.name, code.difference) for code in comparison.codes if code.changed] == [
        ("S9500", Decimal("455.00")),
        ("99601", Decimal("150.00")),
    ]
    taken = sum(reason.amount_after - reason.amount_before for reason in comparison.reasons)
    assert taken == Decimal("-605.00"), "what is paid more is what reasons take less"
    assert [(each.edit, each.amount_before, each.amount_after) for each in comparison.recommendations] == [
        ("R07", Decimal("455.00"), Decimal("0.00")),
        ("R14", Decimal("250.00"), Decimal("0.00")),
    ]


def test_lines_that_end_otherwise_say_from_what_to_what(
    compared: Callable[[], tuple[ClaimComparison, RunSummary]],
) -> None:
    comparison, _ = compared()
    (turn,) = comparison.dispositions
    assert (turn.before, turn.after, turn.lines, turn.paid_after) == ("denied", "paid", 1, Decimal("150.00"))
    assert turn.words == "No longer: The service needs authorization and none holds."
    assert [(line.claim_id, line.number, line.paid_after - line.paid_before) for line in comparison.lines_changed] == [
        ("A", 2, Decimal("455.00")),
        ("A", 3, Decimal("150.00")),
    ]


def test_a_run_accounts_for_every_line_and_dollar(
    compared: Callable[[], tuple[ClaimComparison, RunSummary]],
) -> None:
    _, run = compared()
    assert (run.lines_read, run.lines, run.lines_rejected, run.claims) == (6, 4, 2, 2)
    assert run.charge == run.paid + sum(reason.amount for reason in run.reasons) == Decimal("5160.00")
    for shares in (run.dispositions, run.codes, run.therapies):
        assert sum(share.lines for share in shares) == run.lines
        assert sum(share.charge for share in shares) == run.charge
        assert sum(share.paid for share in shares) == run.paid
    assert [(each.number, each.findings, each.amount) for each in run.recommendations] == [
        (7, 1, Decimal("455.00")),
        (14, 1, Decimal("250.00")),
    ]
    assert "No eligibility: every member is taken as covered, without deductible and limit." in run.notes


def test_a_run_that_loses_a_line_is_refused(tmp_path: Path) -> None:
    case = {"name": "one", "contract": OLD, "lines": LINES[:1]}
    agreement = agreement_of(case, tmp_path)
    with book_on_engine(book_of(case)) as book:
        run = adjudicate(agreement, book, SETS)
        with pytest.raises(RuntimeError, match="2 lines read, 1 decided, 0 rejected"):
            summarize(agreement, run, SETS, lines_read=2)
