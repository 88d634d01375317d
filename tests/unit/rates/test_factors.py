"""The factor behind a schedule is found where there is one, and not where there is none."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.rules.rates.factors import best_factor

CENT = Decimal("0.01")
factors = st.integers(50, 300).filter(lambda cents: cents % 100).map(lambda cents: Decimal(cents) / 100)


def amounts(factor: Decimal, bases: list[int]) -> list[Decimal]:
    return sorted({(base * factor).quantize(CENT, ROUND_HALF_UP) for base in bases})


@settings(max_examples=25, deadline=None)
@given(factors, st.lists(st.integers(5, 900), min_size=30, max_size=60, unique=True))
def test_any_factor_is_found_or_a_multiple_that_says_the_same(factor: Decimal, bases: list[int]) -> None:
    found = best_factor(amounts(factor, bases))
    if found is None:  # such a factor makes whole dollars of most bases, or explains no more than chance
        assert (factor * 20) % 1 == 0
    else:
        assert all((base * factor / found).quantize(Decimal(1)) * found == base * factor for base in bases)


def test_the_published_schedule_has_its_factor() -> None:
    import csv
    from pathlib import Path

    path = Path(__file__).parents[3] / "contracts" / "published" / "cleveland-clinic-one-payor-2026-rates.csv"
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["base"]]
    published = sorted({Decimal(row["note"].split()[-1]) for row in rows if row["note"].startswith("published as")})
    assert len(published) > 15
    assert best_factor(published) == Decimal("1.37")


@pytest.mark.parametrize("seed", range(5))
def test_amounts_without_a_factor_have_none(seed: int) -> None:
    draw = random.Random(seed)
    assert best_factor(sorted({Decimal(draw.randrange(500, 60_000)) / 100 for _ in range(70)})) is None


def test_whole_dollars_and_few_amounts_have_none() -> None:
    assert best_factor([Decimal(each) for each in range(100, 160)]) is None
    assert best_factor(amounts(Decimal("1.37"), [100, 190, 320])) is None


def test_a_few_amounts_that_do_not_fit_do_no_harm() -> None:
    bases = random.Random(1).sample(range(20, 500), 40)
    strays = [Decimal("6.60"), Decimal("33.05"), Decimal("101.01")]
    assert best_factor(sorted([*amounts(Decimal("1.37"), bases), *strays])) == Decimal("1.37")
