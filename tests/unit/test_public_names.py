"""The names that programs use do what the command line does."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import perdiem
from perdiem.model.results import Basis, Status
from tests.unit.rate_file.payors import MERIDIAN, written

TEXAS = Path(__file__).resolve().parents[2] / "contracts" / "published" / "bcbs-texas-2015.yaml"


def test_a_contract_is_read_reviewed_amended_and_compared() -> None:
    agreement = perdiem.read_contract(TEXAS)
    review = perdiem.review(agreement, date(2026, 1, 1))
    assert review.status_of(7) is Status.NOT_MET
    contract = agreement.on(date(2026, 1, 1))
    amended = perdiem.adopt(contract, [7])
    changed = {change.term: (change.before, change.after) for change in perdiem.compare(contract, amended)}
    assert changed == {
        "concurrent_therapies.second": ("50%", "100%"),
        "concurrent_therapies.third": ("0%", "100%"),
    }


def test_without_a_day_the_review_is_of_today_or_the_nearest_day(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("contract: c\neffective: {from: 2020-01-01, to: 2020-12-31}\n")
    assert perdiem.review(perdiem.read_contract(path)).on == date(2020, 12, 31)


def test_rates_are_read_and_show_a_market_and_a_contract(tmp_path: Path) -> None:
    paths = written(tmp_path, MERIDIAN)
    with perdiem.open_rates(paths, codes=["S9500-S9504", "S5517"]) as opened:
        assert {each.code for each in perdiem.rate_market(opened).codes} == {"S5517", *(f"S950{n}" for n in range(5))}
        implied = perdiem.implied_contract(opened, provider="10-1000000")
    assert {rate.code: rate.amount for rate in implied.rates}["S5517"] == Decimal("137.00")


def test_every_public_name_exists_and_importing_the_package_costs_nothing() -> None:
    assert all(callable(getattr(perdiem, name)) for name in perdiem.__all__)
    found = subprocess.run(
        [sys.executable, "-c", "import sys, perdiem; print('pydantic' in sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert found.stdout.strip() == "False"


def test_an_adopted_term_is_proposed_and_rows_that_moved_have_no_false_place(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(
        "contract: c\n"
        "sources: {p: {title: Policy}}\n"
        "concurrent_therapies: {second: 50%, source: p}\n"
        "rates:\n"
        "  - {codes: home_mix, rate: 10.00, per: item}\n"
        "  - {codes: S9500, rate: 130.00, per: day}\n"
    )
    contract = perdiem.read_contract(path).on(date(2026, 1, 1))
    amended = perdiem.adopt(contract, [7, 15])
    citation = amended.mark("concurrent_therapies", "second").citation
    assert citation is not None
    assert citation.basis is Basis.PROPOSED
    assert [rate.codes for rate in amended.rates or ()] == [("S9500",)]
    place = amended.mark("rates", 0).position
    assert place is None or place.line != 5, "line 5 held the rate that went"
