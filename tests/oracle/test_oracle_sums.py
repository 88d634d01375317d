"""The oracle keeps its promises on generated books: one disposition a line, sums to the cent, no order of input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from perdiem.model.book import table
from tests.oracle.decide import Decided, decide
from tests.oracle.edits import EDITS
from tests.oracle.generated import agreement, book

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_has_one_disposition_and_its_sums_hold(seed: int) -> None:
    random = Random(seed)
    contract, tables = agreement(random), book(random)
    decided = decide(contract, tables)
    found = {(line["claim_key"], line["claim_line_number"]): line for line in decided.lines}
    assert len(decided.lines) == len(found) == len(tables["claim_line"])
    for row in tables["claim_line"]:
        line = found[row["claim_key"], row["claim_line_number"]]
        taken = [each for each in decided.adjustments if _name(each) == _name(line)]
        assert row["charge_amount"] == line["paid_amount"] + sum((each["amount"] for each in taken), Decimal(0))
        owed = sum((each["amount"] for each in taken if each["group_code"] == "PR"), Decimal(0))
        assert line["member_responsibility_amount"] == owed
        _check(line, row, taken)
    findings = [(row["claim_key"], row["claim_line_number"], row["edit"]) for row in decided.findings]
    assert len(findings) == len(set(findings))
    for rows in tables.values():
        random.shuffle(rows)
    assert _by_line(decide(contract, tables)) == _by_line(decided)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_generated_book_holds_to_the_declared_tables(seed: int) -> None:
    random = Random(seed)
    agreement(random)
    for name, rows in book(random).items():
        declared = table(name)
        keys = {tuple(row.get(column) for column in declared.key) for row in rows}
        assert len(keys) == len(rows)
        required = {column.name for column in declared.columns if column.required}
        for row in rows:
            assert set(row) <= set(declared.names)
            assert all(row.get(column) is not None for column in required)


def test_the_generated_books_reach_every_edit_and_situation() -> None:
    missing = {*EDITS, *SITUATIONS}
    for seed in range(400):
        random = Random(seed)
        contract, tables = agreement(random), book(random)
        decided = decide(contract, tables)
        missing -= {row["edit"] for row in [*decided.findings, *decided.adjustments]}
        missing -= set(_situations(tables, decided))
        if not missing:
            return
    pytest.fail(f"never reached: {sorted(missing)}")


SITUATIONS = {
    "a course with a cut",
    "a percent of the charge with a cut",
    "a price by NDC",
    "two versions in one book",
    "an institutional line is paid",
    "a line without a member is paid",
    "a replacement is replaced",
    "another payor's amount of a line",
    "another payor's amount of a claim alone",
}


def _situations(tables: Mapping[str, Sequence[Mapping[str, Any]]], decided: Decided) -> Iterator[str]:
    """Which of the situations paid lines of the book are in."""
    rows = {(row["claim_key"], row["claim_line_number"]): row for row in tables["claim_line"]}
    cut = {_name(each) for each in decided.findings if each["quantity"] is not None}
    by_other = {_name(each) for each in decided.adjustments if each["edit"] == "other_payer"}
    spoken_of = {_name(each) for each in tables.get("other_payer_line", ()) if each["paid_amount"]}
    superseded = {_name(each) for each in decided.findings if each["edit"] == "superseded_claim"}
    if len({line["contract_version"] for line in decided.lines if line["disposition"] == "paid"}) > 1:
        yield "two versions in one book"
    if any(rows[name]["claim_frequency_code"] == "7" for name in superseded):
        yield "a replacement is replaced"
    for line in decided.lines:
        name, row = _name(line), rows[_name(line)]
        if line["disposition"] != "paid":
            continue
        if name in by_other:
            yield "another payor's amount of a line" if name in spoken_of else "another payor's amount of a claim alone"
        if row["claim_type"] == "institutional":
            yield "an institutional line is paid"
        if row["member_id"] is None:
            yield "a line without a member is paid"
        if line["unit_price"] is None and line["price_basis"] in {"asp", "awp", "schedule", "acquisition_cost"}:
            yield "a price by NDC"
        if line["unit_price"] is None and name in cut and line["price_basis"] in {"rate", "charge"}:
            yield "a course with a cut" if line["price_basis"] == "rate" else "a percent of the charge with a cut"


def _check(line: Mapping[str, Any], row: Mapping[str, Any], taken: list[dict[str, Any]]) -> None:
    if line["disposition"] == "paid":
        assert line["edit"] == ("capitated" if line["price_basis"] == "capitation" else None)
        parts = line["deductible_amount"] + line["copay_amount"] + line["coinsurance_amount"]
        assert line["member_responsibility_amount"] == parts
        assert 0 <= line["paid_amount"] <= line["paid_amount"] + parts <= line["allowed_amount"]
        assert line["paid_quantity"] >= 0
        assert all(each["amount"] > 0 or each["reason_code"] == "94" for each in taken)
    else:
        assert line["edit"] in EDITS
        assert line["allowed_amount"] == line["paid_amount"] == line["paid_quantity"] == 0
        assert [each["amount"] for each in taken] == ([row["charge_amount"]] if row["charge_amount"] else [])


def _name(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["claim_key"], row["claim_line_number"]


def _by_line(decided: Decided) -> list[str]:
    return sorted(map(str, [*decided.lines, *decided.adjustments, *decided.findings]))
