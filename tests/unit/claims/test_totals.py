"""The reconciliation sees a line or a dollar that a plan loses or doubles between what goes in and what comes out."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from perdiem.rules.claims.totals import Totals, totals_of

LINE = "('paid', 100.00, 80.00, 60.00, 20.00)"


def totals(*decided: str, adjusted: str = "40.00") -> Totals:
    """One claim line of 100.00 went in; these came out."""
    with duckdb.connect() as engine:
        engine.execute("CREATE TABLE went_in AS SELECT 100.00::DECIMAL(18,2) AS charge_amount")
        engine.execute(
            "CREATE TABLE came_out (disposition TEXT, charge_amount DECIMAL(18,2), allowed_amount DECIMAL(18,2),"
            " paid_amount DECIMAL(18,2), member_responsibility_amount DECIMAL(18,2))"
        )
        if decided:
            engine.execute(f"INSERT INTO came_out VALUES {', '.join(decided)}")
        engine.execute(f"CREATE TABLE adjusted AS SELECT {adjusted}::DECIMAL(18,2) AS amount")
        return totals_of(lambda query: engine.execute(query).fetchall(), "went_in", "came_out", "adjusted")


def test_a_run_that_accounts_for_all_is_balanced() -> None:
    found = totals(LINE)
    assert found.is_balanced
    assert (found.lines_in, found.lines, found.lines_by_disposition) == (1, 1, {"paid": 1})
    assert (found.charge_in, found.charge, found.paid) == (Decimal("100.00"), Decimal("100.00"), Decimal("60.00"))


@pytest.mark.parametrize(
    ("decided", "adjusted"),
    [
        ((), "0.00"),  # lost
        ((LINE, LINE), "80.00"),  # doubled, with its adjustments: the results alone would add up
        (("('paid', 90.00, 80.00, 60.00, 20.00)",), "30.00"),  # another charge than was billed
        ((LINE,), "39.99"),  # a cent without a reason
    ],
)
def test_a_line_or_a_dollar_gone_astray_is_seen(decided: tuple[str, ...], adjusted: str) -> None:
    assert not totals(*decided, adjusted=adjusted).is_balanced
