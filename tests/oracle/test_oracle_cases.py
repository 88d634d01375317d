"""The oracle against cases computed by hand: our own, those of the rule book's steps, and published payors' rules."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cases.adjudication_cases import agreement_of, book_of, disagreements, read_cases, title
from tests.oracle.decide import decide

CASES = [
    *read_cases("adjudication.yaml"),
    *read_cases("payor_examples.yaml", "examples"),
    *read_cases(Path(__file__).with_name("steps.yaml")),
]


@pytest.mark.parametrize("case", CASES, ids=title)
def test_the_case_comes_out_as_computed(case: dict[str, Any], tmp_path: Path) -> None:
    book = book_of(case)
    decided = decide(agreement_of(case, tmp_path), book)
    differing = disagreements(case, decided.lines, decided.adjustments, decided.findings)
    assert not differing, "\n".join(differing)
    names = [(line["claim_key"], line["claim_line_number"]) for line in decided.lines]
    assert sorted(names) == sorted((row["claim_key"], row["claim_line_number"]) for row in book["claim_line"])
    for row, line in ((row, line) for row in book["claim_line"] for line in decided.lines):
        name = row["claim_key"], row["claim_line_number"]
        if name == (line["claim_key"], line["claim_line_number"]):
            taken = [each for each in decided.adjustments if (each["claim_key"], each["claim_line_number"]) == name]
            assert row["charge_amount"] == line["paid_amount"] + sum((each["amount"] for each in taken), Decimal(0))
            owed = sum((each["amount"] for each in taken if each["group_code"] == "PR"), Decimal(0))
            assert line["member_responsibility_amount"] == owed
