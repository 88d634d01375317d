"""The oracle keeps its promises on generated books: one disposition a line, sums to the cent, no order of input."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.oracle.decide import Decided, decide
from tests.oracle.edits import EDITS
from tests.oracle.generated import agreement, book

SEEDS = range(120)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_has_one_disposition_and_its_sums_hold(seed: int) -> None:
    random = Random(seed)
    contract, tables = agreement(random), book(random)
    decided = decide(contract, tables)
    found = {(line["claim_key"], line["claim_line_number"]): line for line in decided.lines}
    assert len(decided.lines) == len(found) == len(tables["claim_line"])
    for row in tables["claim_line"]:
        line = found[row["claim_key"], row["claim_line_number"]]
        taken = [each for each in decided.adjustments if _is_of(each, line)]
        assert row["charge_amount"] == line["paid_amount"] + sum((each["amount"] for each in taken), Decimal(0))
        owed = sum((each["amount"] for each in taken if each["group_code"] == "PR"), Decimal(0))
        assert line["member_responsibility_amount"] == owed
        _check(line, row, taken)
    for rows in tables.values():
        random.shuffle(rows)
    assert _by_line(decide(contract, tables)) == _by_line(decided)


def test_the_generated_books_reach_every_edit() -> None:
    reached: set[str] = set()
    for seed in range(600):
        random = Random(seed)
        decided = decide(agreement(random), book(random))
        reached |= {row["edit"] for row in [*decided.findings, *decided.adjustments]}
        if not (missing := set(EDITS) - reached):
            return
    pytest.fail(f"never reached: {sorted(missing)}")


def _check(line: Mapping[str, Any], row: Mapping[str, Any], taken: list[dict[str, Any]]) -> None:
    if line["disposition"] == "paid":
        assert line["edit"] is None
        parts = line["deductible_amount"] + line["copay_amount"] + line["coinsurance_amount"]
        assert line["member_responsibility_amount"] == parts
        assert 0 <= line["paid_amount"] <= line["paid_amount"] + parts <= line["allowed_amount"]
        assert line["paid_quantity"] >= 0
        assert all(each["amount"] > 0 or each["reason_code"] == "94" for each in taken)
    else:
        assert line["edit"] in EDITS
        assert line["allowed_amount"] == line["paid_amount"] == line["paid_quantity"] == 0
        assert [each["amount"] for each in taken] == [row["charge_amount"]]


def _is_of(each: Mapping[str, Any], line: Mapping[str, Any]) -> bool:
    return (each["claim_key"], each["claim_line_number"]) == (line["claim_key"], line["claim_line_number"])


def _by_line(decided: Decided) -> list[str]:
    return sorted(map(str, [*decided.lines, *decided.adjustments, *decided.findings]))
