"""Whatever a scenario file holds, its reader gives a scenario or one of Perdiem's own errors; so do formulas."""

# what is put together stands on as few lines as it can
# ruff: noqa: E501

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.errors import PerdiemError
from perdiem.model.expression import Expression
from perdiem.readers.scenario import read_scenario
from perdiem.rules.impact.levers import default_scenario

YAML = st.sampled_from(
    ["title: x\n", "money: ", "paid\n", "cost\n", "price_year: ", "2026\n", "parameters:\n", "  ed_visit_paid: ", "{", "}",
     "value: ", "low: ", "high: ", "1", "60%", "-3", "1e9", "much", ", ", "\n", "  ", "[", "]", "inflation: ", "values: ",
     "2019: 1", "limits: ", "iqr", "distribution: ", "beta", "price_year: 2020", "~", "*a", "&a ", "\0", "é", "citation: "]
)  # fmt: skip
FORMULA = st.sampled_from(
    ["a", "b", "1", "2.5", "+", "-", "*", "/", "(", ")", "min(", "max(", ",", " ", "**", ".", "'", "lambda", ":", "[", "]",
     "import", "__class__", "if", "\n", "=="]
)  # fmt: skip
CALM = settings(max_examples=150, deadline=None, derandomize=True)


@CALM
@given(st.lists(YAML, max_size=25).map("".join))
def test_a_scenario_file_is_read_or_refused(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            read = read_scenario(path, default_scenario())
        except PerdiemError as error:
            str(error).encode()
        else:
            assert read.parameters.keys() == default_scenario().parameters.keys()


@CALM
@given(st.lists(FORMULA, max_size=12).map("".join))
def test_a_formula_is_arithmetic_or_refused(text: str) -> None:
    try:
        formula = Expression(text)
    except ValueError:
        return
    assert all(name.isidentifier() for name in formula.names)
    formula.in_spreadsheet(str.upper)
    try:
        formula.value(dict.fromkeys(formula.names, 3.0))
    except ZeroDivisionError:
        assert "/" in text
