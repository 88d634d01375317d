"""A formula is one text for page, computation and spreadsheet."""

from __future__ import annotations

import numpy as np
import pytest

from perdiem.model.expression import Expression


def test_a_formula_gives_numbers_and_arrays_alike() -> None:
    formula = Expression("days / 1000 * rate * (1 - share)")
    assert formula.names == ("days", "rate", "share")
    assert formula.value({"days": 2000, "rate": 1.5, "share": 0.5}) == 1.5
    drawn = formula.value({"days": 2000, "rate": np.array([1.0, 2.0]), "share": 0.5})
    assert list(drawn) == [1.0, 2.0]


def test_min_and_max_work_on_numbers_and_arrays() -> None:
    formula = Expression("max(a, 0) - min(a, b)")
    assert formula.value({"a": -2, "b": 5}) == 2
    assert list(formula.value({"a": np.array([-2, 9]), "b": 5})) == [2, 4]


def test_it_is_written_for_a_spreadsheet_with_the_order_of_operations_kept() -> None:
    formula = Expression("a - (b - c) * -d + max(a, 2)")
    assert formula.in_spreadsheet(str.upper) == "((A-((B-C)*(-D)))+MAX(A,2))"


@pytest.mark.parametrize("text", ["a +", "__import__('os')", "a.b", "a ** 2", "'x'", "f(a)", "a if b else c", "True"])
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="formula"):
        Expression(text)
