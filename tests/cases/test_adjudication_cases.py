"""The program against cases computed by hand: our own, those of the rule book's steps, and published payors' rules.

The same cases run through the independent oracle in `tests/oracle/`.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.adjudicating import decided
from tests.cases.adjudication_cases import agreement_of, book_of, disagreements, read_cases, title

CASES = [
    *read_cases("adjudication.yaml"),
    *read_cases("payor_examples.yaml", "examples"),
    *read_cases(Path(__file__).parents[1] / "oracle" / "steps.yaml"),
]


@pytest.mark.parametrize("case", CASES, ids=title)
def test_the_case_comes_out_as_computed(case: dict[str, Any], tmp_path: Path) -> None:
    book = book_of(case)
    result = decided(agreement_of(case, tmp_path), book)
    differing = disagreements(case, result.lines, result.adjustments)
    assert not differing, "\n".join(differing)
    assert len(result.lines) == len(book["claim_line"])
    for line in result.lines:
        name = line["claim_key"], line["claim_line_number"]
        taken = [each for each in result.adjustments if (each["claim_key"], each["claim_line_number"]) == name]
        assert line["charge_amount"] == line["paid_amount"] + sum((each["amount"] for each in taken), Decimal(0))
        owed = sum((each["amount"] for each in taken if each["group_code"] == "PR"), Decimal(0))
        assert line["member_responsibility_amount"] == owed
