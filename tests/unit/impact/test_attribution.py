"""Parts of a total: they sum to it to the cent, whatever the order."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from perdiem.rules.impact.attribution import parts_in_order, shapley_of_dollars, subsets

THREE = (3, 7, 14)
AMOUNTS = st.decimals(min_value=-10_000, max_value=10_000, places=2)


def test_a_pair_that_only_works_together_shares_alike_and_the_third_gets_nothing() -> None:
    # together 3 and 7 bring 100.01 dollars, neither alone brings any, 14 never does: 50.005 each, one cent to the first
    worth = {subset: Decimal("100.01") if {3, 7} <= subset else Decimal("0.00") for subset in subsets(THREE)}
    parts = shapley_of_dollars(THREE, worth)
    assert sorted((parts[3], parts[7])) == [Decimal("50.00"), Decimal("50.01")]
    assert parts[14] == 0


def test_the_textbook_example_of_three() -> None:
    # worth: 1 alone 80, 2 alone 56, 3 alone 70, 12 80, 13 85, 23 72, all 90 (airport-like game); parts worked by hand:
    # 1: (80*2 + (80-56) + (85-70) + (90-72)*2) / 6 = 235/6 = 39.17; 2: 124/6 = 20.67; 3: 181/6 = 30.17
    worth = dict(zip(subsets((1, 2, 3)), (Decimal(n) for n in (0, 80, 56, 70, 80, 85, 72, 90)), strict=True))
    parts = shapley_of_dollars((1, 2, 3), worth)
    # rounded they sum to 90.01, each up by a third of a cent: of equals the first gives the cent back
    assert parts == {1: Decimal("39.16"), 2: Decimal("20.67"), 3: Decimal("30.17")}


@given(st.lists(AMOUNTS, min_size=8, max_size=8))
def test_parts_always_sum_to_the_total_and_no_order_of_naming_moves_one(amounts: list[Decimal]) -> None:
    worth = dict(zip(subsets(THREE), amounts, strict=True))
    total = worth[frozenset(THREE)] - worth[frozenset()]
    first = shapley_of_dollars(THREE, worth)
    assert sum(first.values()) == total
    for order in permutations(THREE):
        assert shapley_of_dollars(order, worth) == first
        assert sum(parts_in_order(order, worth).values()) == total
