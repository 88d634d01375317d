"""What remittances paid is held against the contract, line by line; every dollar that was remitted is in the table."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.errors import UsageError
from perdiem.model.claim_run import RemittanceCheck
from perdiem.readers.book import open_book
from perdiem.readers.contract_file import read_contract
from perdiem.rules.claims.adjudicate import adjudicate
from perdiem.rules.claims.remitted import compare_with_remittances
from tests.unit.x12.claim_files import interchange
from tests.unit.x12.remittance_files import group, head, payment

SETS = packaged_code_sets()
CONTRACT = """contract: case
rates:
  - {codes: S9500, rate: 130.00, per: day}
  - {codes: "99601", rate: 152.00, per: visit}
"""
COLUMNS = (
    "claim_id,claim_key,claim_line_number,line_control_number,member_id,billing_npi,place_of_service_code,hcpcs_code,"
    "claim_line_start_date,claim_line_end_date,service_unit_quantity,charge_amount,received_date"
)
WEEK = "2026-03-01,2026-03-07,7,1400.00,2026-03-20"
DAY = "2026-03-02,2026-03-02,1,200.00,2026-03-20"
NPI = "1234567893"


def compared(folder: Path, lines: list[str], *claims: list[str]) -> tuple[RemittanceCheck, list[dict[str, Any]]]:
    """The check and its rows; `claims` are the segments of the payments, one each."""
    (folder / "case.yaml").write_text(CONTRACT)
    (folder / "claim_line.csv").write_text("\n".join([COLUMNS, *lines]))
    payments = [payment(["LX*1", *claim], f"{n:04d}", start=head(_paid(claim))) for n, claim in enumerate(claims, 1)]
    (folder / "paid.835").write_bytes(interchange(group(*payments)))
    with open_book([folder / "claim_line.csv", folder / "paid.835"]) as opened:
        assert [file.rules for file in opened.reading.remittance_files] == [{}]
        run = adjudicate(read_contract(folder / "case.yaml"), opened.book, SETS)
        check = compare_with_remittances(run, SETS)
        return check, run.rows("remittance_compared")


def _paid(segments: list[str]) -> str:
    """What a payment of these claims comes to."""
    return str(sum((Decimal(each.split("*")[4]) for each in segments if each.startswith("CLP")), Decimal(0)))


def line(claim: str, number: int, code: str, rest: str, control: str = "", key: str = "") -> str:
    return f"{claim},{key or claim},{number},{control},M1,{NPI},12,{code},{rest}"


def clp(claim: str, status: str, charge: str, paid: str, patient: str = "") -> str:
    return f"CLP*{claim}*{status}*{charge}*{paid}*{patient}*12*ICN{claim}"


def outcome(rows: list[dict[str, Any]], claim: str = "A") -> list[tuple[Any, ...]]:
    return [
        (row["claim_line_number"], row["outcome"], row["remitted_paid_amount"], row["difference_amount"])
        for row in sorted(rows, key=lambda row: (row["claim_line_number"] or 0, row["reference"]))
        if row["claim_id"] == claim
    ]


def test_a_line_paid_less_is_told_with_the_payors_reason_and_the_contracts_clause(tmp_path: Path) -> None:
    lines = [line("A", 1, "S9500", WEEK), line("A", 2, "99601", DAY)]
    check, rows = compared(
        tmp_path, lines,
        [clp("A", "1", "1600", "607"), "SVC*HC:S9500*1400*455**7", "DTM*472*20260301", "CAS*CO*45*490*0*59*455",
         "SVC*HC:99601*200*152**1", "DTM*472*20260302", "CAS*CO*45*48"],
    )  # fmt: skip
    # the contract pays 7 x 130.00 = 910.00 and 152.00
    assert outcome(rows) == [
        (1, "paid_less", Decimal("455.00"), Decimal("-455.00")),
        (2, "as_contract", Decimal("152.00"), Decimal("0.00")),
    ]
    assert [(each.name, each.lines, each.difference) for each in check.outcomes] == [
        ("as_contract", 1, Decimal("0.00")),
        ("paid_less", 1, Decimal("-455.00")),
    ]
    assert [(each.group, each.code, each.amount) for each in check.reasons] == [
        ("CO", "45", Decimal("490.00")), ("CO", "59", Decimal("455.00")),
    ]  # fmt: skip
    (told,) = check.lines
    assert (told.claim_id, told.number, told.code) == ("A", 1, "S9500")
    assert told.remitted_reasons == "CO 45 490.00, CO 59 455.00"
    assert told.place.endswith("case.yaml:3:5")
    assert (check.paid, check.on_these, check.on_others) == (Decimal("607.00"), Decimal("607.00"), Decimal("0.00"))


def test_the_providers_number_of_a_line_goes_before_code_and_charge(tmp_path: Path) -> None:
    lines = [line("A", 1, "99601", DAY, "L1"), line("A", 2, "99601", DAY.replace("03-02", "03-05"), "L2")]
    _, rows = compared(
        tmp_path, lines,
        [clp("A", "1", "400", "152"), "SVC*HC:99601*200*0**1", "DTM*472*20260305", "CAS*CO*119*200", "REF*6R*L2",
         "SVC*HC:99601*200*152**1", "DTM*472*20260302", "CAS*CO*45*48", "REF*6R*L1"],
    )  # fmt: skip
    assert outcome(rows) == [
        (1, "as_contract", Decimal("152.00"), Decimal("0.00")),
        (2, "paid_less", Decimal("0.00"), Decimal("-152.00")),
    ]


def test_lines_alike_are_told_apart_by_their_days(tmp_path: Path) -> None:
    lines = [line("A", 1, "99601", DAY), line("A", 2, "99601", DAY.replace("03-02", "03-05"))]
    _, rows = compared(
        tmp_path, lines,
        [clp("A", "1", "400", "152"), "SVC*HC:99601*200*0**1", "DTM*472*20260305", "CAS*CO*119*200",
         "SVC*HC:99601*200*152**1", "DTM*472*20260302", "CAS*CO*45*48"],
    )  # fmt: skip
    assert [each[1] for each in outcome(rows)] == ["as_contract", "paid_less"]


def test_what_was_taken_back_and_paid_again_counts_once(tmp_path: Path) -> None:
    first = [clp("A", "1", "1400", "455"), "SVC*HC:S9500*1400*455**7", "DTM*472*20260301", "CAS*CO*45*945"]
    back = [clp("A", "22", "-1400", "-455"), "SVC*HC:S9500*-1400*-455**7", "DTM*472*20260301", "CAS*CO*45*-945"]
    again = [clp("A", "1", "1400", "910"), "SVC*HC:S9500*1400*910**7", "DTM*472*20260301", "CAS*CO*45*490"]
    check, rows = compared(tmp_path, [line("A", 1, "S9500", WEEK)], first, back + again)
    assert outcome(rows) == [(1, "as_contract", Decimal("910.00"), Decimal("0.00"))]
    assert rows[0]["remitted_reasons"] == "CO 45 490.00"
    assert (check.payments, check.claims, check.paid) == (2, 3, Decimal("910.00"))


def test_a_code_that_the_payor_changed_is_found_by_the_one_that_was_billed(tmp_path: Path) -> None:
    _, rows = compared(
        tmp_path, [line("A", 1, "S9500", WEEK)],
        [clp("A", "1", "1400", "700"), "SVC*HC:S9494*1400*700**7*HC:S9500", "DTM*472*20260301", "CAS*CO*45*700"],
    )  # fmt: skip
    assert outcome(rows) == [(1, "paid_less", Decimal("700.00"), Decimal("-210.00"))]


def test_a_claim_paid_without_its_lines_is_compared_as_a_whole(tmp_path: Path) -> None:
    lines = [line("A", 1, "S9500", WEEK), line("A", 2, "99601", DAY)]
    check, rows = compared(tmp_path, lines, [clp("A", "1", "1600", "1000"), "CAS*CO*45*600"])
    # 910.00 + 152.00 = 1,062.00; 62.00 more than 1,000.00
    assert outcome(rows) == [
        (None, "paid_less", Decimal("1000.00"), Decimal("-62.00")),
        (1, "by_claim", None, None),
        (2, "by_claim", None, None),
    ]
    assert (check.lines[0].number, check.lines[0].contract_paid) == (0, Decimal("1062.00"))


def test_what_is_taken_on_the_claim_beside_its_lines_is_told(tmp_path: Path) -> None:
    check, rows = compared(
        tmp_path, [line("A", 1, "S9500", WEEK)],
        [clp("A", "1", "1400", "890"), "CAS*CO*253*20", "SVC*HC:S9500*1400*910**7", "DTM*472*20260301",
         "CAS*CO*45*490"],
    )  # fmt: skip
    assert outcome(rows) == [
        (None, "on_claim", Decimal("-20.00"), None),
        (1, "as_contract", Decimal("910.00"), Decimal("0.00")),
    ]
    assert check.on_these == Decimal("890.00")


def test_lines_and_claims_that_only_one_side_knows(tmp_path: Path) -> None:
    lines = [line("A", 1, "S9500", WEEK), line("B", 1, "S9500", WEEK.replace("03-0", "04-0"))]
    check, rows = compared(
        tmp_path, lines,
        [clp("A", "1", "1600", "1062"), "SVC*HC:S9500*1400*910**7", "DTM*472*20260301", "CAS*CO*45*490",
         "SVC*HC:99601*200*152**1", "DTM*472*20260302", "CAS*CO*45*48",
         clp("Z", "1", "50", "40"), "SVC*HC:S9500*50*40**1", "DTM*472*20260301", "CAS*CO*45*10"],
    )  # fmt: skip
    assert outcome(rows, "A") == [
        (None, "not_billed", Decimal("152.00"), None),
        (1, "as_contract", Decimal("910.00"), Decimal("0.00")),
    ]
    assert [each[:2] for each in outcome(rows, "B")] == [(1, "not_remitted")]
    assert outcome(rows, "Z") == [(None, "other_claim", Decimal("40.00"), None)]
    assert (check.paid, check.on_these, check.on_others) == (Decimal("1102.00"), Decimal("1062.00"), Decimal("40.00"))


def test_a_replaced_claim_is_compared_by_the_one_that_stands(tmp_path: Path) -> None:
    lines = [
        line("A", 1, "S9500", WEEK),
        line("A", 1, "S9500", WEEK.replace("1400.00,2026-03-20", "1500.00,2026-04-02"), key="A7"),
    ]
    columns = COLUMNS + ",claim_frequency_code"
    (tmp_path / "case.yaml").write_text(CONTRACT)
    (tmp_path / "claim_line.csv").write_text("\n".join([columns, f"{lines[0]},1", f"{lines[1]},7"]))
    segments = [clp("A", "1", "1500", "910"), "SVC*HC:S9500*1500*910**7", "DTM*472*20260301", "CAS*CO*45*590"]
    (tmp_path / "paid.835").write_bytes(interchange(group(payment(["LX*1", *segments], start=head("910")))))
    with open_book([tmp_path / "claim_line.csv", tmp_path / "paid.835"]) as opened:
        run = adjudicate(read_contract(tmp_path / "case.yaml"), opened.book, SETS)
        compare_with_remittances(run, SETS)
        (row,) = run.rows("remittance_compared")
    assert (row["claim_key"], row["outcome"]) == ("A7", "as_contract")


def test_a_book_without_remittances_is_refused(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CONTRACT)
    (tmp_path / "claim_line.csv").write_text("\n".join([COLUMNS, line("A", 1, "S9500", WEEK)]))
    with open_book([tmp_path / "claim_line.csv"]) as opened:
        run = adjudicate(read_contract(tmp_path / "case.yaml"), opened.book, SETS)
        with pytest.raises(UsageError, match="no remittances; name the 835 files"):
            compare_with_remittances(run, SETS)
