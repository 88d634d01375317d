"""Adjudication keeps its promises on generated contracts and books.

The program and the independent oracle agree line for line and cent for cent; the result does not hang on the order of
input, on how members are dealt into groups, or on the number of threads; every dollar is accounted for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adjudicating import Decided, decided
from tests.oracle.decide import decide
from tests.oracle.generated import agreement, book

COMPARED = (
    "disposition",
    "edit",
    "contract_version",
    "line_of_business",
    "paid_quantity",
    "unit_price",
    "price_basis",
    "allowed_amount",
    "paid_amount",
    "member_responsibility_amount",
    "deductible_amount",
    "copay_amount",
    "coinsurance_amount",
    "authorization_number",
)
MILLIONTH = Decimal("0.000001")
seeds = st.integers(min_value=0, max_value=10**9)
few = settings(max_examples=4, deadline=None, derandomize=True)

Row = Mapping[str, Any]


def by_line(rows: Iterable[Row]) -> dict[tuple[str, int], list[Row]]:
    found: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        found.setdefault((row["claim_key"], row["claim_line_number"]), []).append(row)
    return found


def values(row: Row) -> dict[str, Any]:
    found = {name: row.get(name) for name in COMPARED}
    if found["unit_price"] is not None:
        found["unit_price"] = Decimal(found["unit_price"]).quantize(MILLIONTH)
    return found


def comparable(result: Any) -> dict[tuple[str, int], tuple[Any, ...]]:
    adjustments, findings = by_line(result.adjustments), by_line(result.findings)
    return {
        key: (
            values(rows[0]),
            sorted((a["group_code"], a["reason_code"], a["amount"], a["edit"]) for a in adjustments.get(key, ())),
            sorted(
                (row["edit"], row["outcome"], row.get("quantity") or 0)
                for row in findings.get(key, ())
                if row["outcome"] != "unchecked"  # the oracle decides, and leaves notes to the program
            ),
        )
        for key, rows in by_line(result.lines).items()
    }


@settings(max_examples=20, deadline=None, derandomize=True)
@given(seed=seeds)
def test_the_program_and_the_oracle_agree_to_the_cent(seed: int) -> None:
    random = Random(seed)
    contract, tables = agreement(random), book(random, claims=25)
    assert comparable(decided(contract, tables)) == comparable(decide(contract, tables))


@few
@given(seed=seeds)
def test_neither_order_nor_threads_nor_groups_of_members_change_the_result(seed: int) -> None:
    random = Random(seed)
    contract, tables = agreement(random), book(random, claims=25)
    first = decided(contract, tables)
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in tables.items()}
    third = len(tables["claim_line"]) // 3 + 1
    assert comparable(decided(contract, shuffled, threads=4, lines_at_once=third)) == comparable(first)


@few
@given(seed=seeds)
def test_every_line_and_every_dollar_is_accounted_for(seed: int) -> None:
    random = Random(seed)
    contract, tables = agreement(random), book(random, claims=25)
    result = decided(contract, tables)
    assert result.totals.lines == len(tables["claim_line"]) == len(by_line(result.lines))
    assert result.totals.charge == sum(row["charge_amount"] for row in tables["claim_line"])
    for claim in {row["claim_key"] for row in result.lines}:
        _check_sums(result, claim)


def _check_sums(result: Decided, claim: str) -> None:
    adjustments = by_line(result.adjustments)
    for line in result.lines:
        if line["claim_key"] == claim:
            taken = adjustments.get((claim, line["claim_line_number"]), [])
            assert line["charge_amount"] == line["paid_amount"] + sum((row["amount"] for row in taken), Decimal(0))
            owed = sum((row["amount"] for row in taken if row["group_code"] == "PR"), Decimal(0))
            assert line["member_responsibility_amount"] == owed
