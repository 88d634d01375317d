"""`perdiem new --book`: templates that a person fills in and that are read back as they were meant."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from perdiem.model.book import CLAIM_LINE, table
from perdiem.readers.book import open_book
from perdiem.readers.tables.values import allowed
from perdiem.writers.book_template import TEMPLATES, asked_columns, choices
from tests.unit.faces.conftest import Perdiem
from tests.unit.tables.samples import rows

ROWS: dict[str, dict[str, Any]] = {
    "claim_line": {
        "claim_id": "007", "claim_line_number": 1, "member_id": "0042", "claim_line_start_date": date(2026, 3, 1),
        "claim_line_end_date": date(2026, 3, 7), "place_of_service_code": "12", "hcpcs_code": "S9500",
        "service_unit_quantity": 7, "charge_amount": 1400.10, "billing_npi": "1234567893", "ndc": "00409733501",
        "received_date": "2026-03-15", "claim_type": "professional",
    },
    "eligibility": {"member_id": "0042", "enrollment_start_date": date(2026, 1, 1), "is_medicare_primary": "no",
                    "line_of_business": "commercial", "deductible_left": 12.5},
    "authorization": {"authorization_number": "A1", "member_id": "0042", "status": "approved",
                      "requested_at": "2026-02-27 14:30", "decided_at": "2026-03-01T09:00-05:00"},
    "authorization_item": {"authorization_number": "A1", "item_number": 1, "member_id": "0042", "hcpcs_code": "99601",
                           "start_date": date(2026, 1, 1), "status": "approved", "approved_quantity": 4},
    "encounter": {"encounter_id": "E1", "member_id": "0042", "encounter_type": "acute inpatient",
                  "encounter_start_date": date(2026, 2, 1), "encounter_end_date": date(2026, 2, 3)},
    "prescription": {"prescription_id": "P1", "member_id": "0042", "start_date": date(2026, 3, 1),
                     "dose_interval_hours": 24},
    "administration": {"administration_id": "G1", "member_id": "0042", "administration_date": date(2026, 3, 2),
                       "infusion_hours": 1.5},
    "procedure": {"procedure_id": "K1", "member_id": "0042", "normalized_code_type": "hcpcs",
                  "normalized_code": "S5522", "outcome": "completed"},
    "condition": {"condition_id": "D1", "member_id": "0042", "normalized_code_type": "icd-10-cm",
                  "normalized_code": "E860", "condition_rank": 1},
    "dispense": {"dispense_id": "X1", "prescription_id": "P1", "member_id": "0042",
                 "dispense_date": date(2026, 3, 1), "doses_dispensed": 7, "cost_amount": 33.6},
    "catheter": {"catheter_id": "L1", "member_id": "0042", "line_type": "picc", "placed_date": date(2026, 3, 1),
                 "is_insertion_successful": "yes", "removal_reason": "therapy_complete"},
    "catheter_event": {"event_id": "E1", "catheter_id": "L1", "member_id": "0042", "event_date": date(2026, 3, 3),
                       "event_type": "occlusion", "is_resolved_by_provider": "no"},
    "referral": {"referral_id": "R1", "person_id": "P-1", "referral_date": date(2026, 2, 26), "decision": "declined",
                 "decline_reason": "home_health_certification"},
    "survey_response": {"response_id": "Q1", "question_id": "overall", "member_id": "0042",
                        "survey_date": date(2026, 3, 20), "subject": "services", "score": 5, "home_infusions": 0},
    "outcome_report": {"report_id": "B1", "member_id": "0042", "report_date": date(2026, 3, 20),
                       "instrument": "PROMIS-10", "measure": "global physical health", "value": 44.5},
    "contract": {"contract_id": "C01", "site_npi": "1234567893", "start_date": date(2026, 1, 1)},
    "price": {"basis": "asp", "hcpcs_code": "J1569", "start_date": date(2026, 1, 1), "unit_price": 45.123456},
}  # fmt: skip


def _fill(path: Path, given: dict[str, dict[str, Any]]) -> None:
    """Types one row into each sheet and deletes the sheets that are not filled."""
    book = openpyxl.load_workbook(path)
    for name in book.sheetnames[1:]:
        if name not in given:
            del book[name]
            continue
        sheet = book[name]
        heads = [cell.value for cell in sheet[1]]
        for head, value in given[name].items():
            sheet.cell(2, heads.index(head) + 1).value = value
    book.save(path)


def test_a_filled_workbook_is_read_without_a_fault(perdiem: Perdiem) -> None:
    ran = perdiem("new", "--book", "book.xlsx")
    assert ran.code == 0, ran.err
    _fill(Path("book.xlsx"), ROWS)
    with open_book(["book.xlsx"]) as opened:
        assert opened.reading.rows_rejected == 0
        found = rows(opened.book)
        assert found.keys() == ROWS.keys()
        line = found["claim_line"][0]
        assert (line["claim_id"], line["claim_key"], line["ndc"]) == ("007", "007", "00409733501")
        assert (line["charge_amount"], line["claim_charge_amount"]) == (Decimal("1400.10"), Decimal("1400.10"))
        assert (line["claim_line_start_date"], line["received_date"]) == (date(2026, 3, 1), date(2026, 3, 15))
        member = found["eligibility"][0]
        assert (member["member_id"], member["is_medicare_primary"]) == ("0042", False)
        assert found["price"][0]["unit_price"] == Decimal("45.123456")
        decided = found["authorization"][0]["decided_at"] - found["authorization"][0]["requested_at"]
        assert decided.total_seconds() == 3600 * (24 * 2 - 0.5)  # from the 27th 14:30 to the 1st 14:00 in UTC


def test_a_filled_workbook_can_be_adjudicated(perdiem: Perdiem) -> None:
    assert perdiem("new", "--book", "mine").code == 0
    _fill(Path("mine/book.xlsx"), {"claim_line": ROWS["claim_line"]})
    Path("c.yaml").write_text("contract: c\nrates: [{codes: S9500, rate: 130.00, per: day}]\n")
    ran = perdiem("adjudicate", "c.yaml", "mine/book.xlsx", "-o", "out")
    assert ran.code == 0, ran.err
    assert "1,400.10 charged = 910.00 paid + 490.10 adjusted" in ran.out


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_empty_files_are_read_without_a_fault(perdiem: Perdiem, form: str) -> None:
    assert perdiem("new", "--book", "mine", "--format", form).code == 0
    with open_book(["mine"]) as opened:
        assert {each.name for each in opened.book.tables} == {each.name for each in TEMPLATES}
        assert opened.reading.rows_rejected == 0


def test_filled_csv_is_read_without_a_fault(perdiem: Perdiem) -> None:
    assert perdiem("new", "--book", "mine", "-f", "csv").code == 0
    for name, row in ROWS.items():
        path = Path("mine") / f"{name}.csv"
        heads = path.read_text(encoding="utf-8").strip().split(",")
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, heads).writerow(row)
    with open_book(["mine"]) as opened:
        assert opened.reading.rows_rejected == 0
        assert {name: len(found) for name, found in rows(opened.book).items()} == dict.fromkeys(ROWS, 1)


def test_parquet_has_the_declared_types(perdiem: Perdiem) -> None:
    assert perdiem("new", "--book", "mine", "-f", "parquet").code == 0
    for each in TEMPLATES:
        assert pq.read_schema(f"mine/{each.name}.parquet").equals(each.arrow_schema())


def test_the_workbook_explains_itself_and_keeps_zeros(perdiem: Perdiem) -> None:
    assert perdiem("new", "--book", "book.xlsx").code == 0
    book = openpyxl.load_workbook("book.xlsx")
    assert book.sheetnames == ["Read me first", *(each.name for each in TEMPLATES)]
    guide = {str(cell.value) for row in book["Read me first"] for cell in row}
    assert "No eligibility: every member is taken as covered, without deductible and limit." in guide
    sheet = book["claim_line"]
    heads = {str(cell.value): cell for cell in sheet[1]}
    for name, cell in heads.items():
        assert cell.comment is not None, name
        assert table("claim_line").column(name).meaning in cell.comment.text
        is_text = table("claim_line").column(name).type == "text"
        assert (_format(sheet, cell.column) == "@") is is_text, name
    rules = book["eligibility"].data_validations.dataValidation
    lists = [str(rule.formula1) for rule in rules if rule.type == "list"]
    assert any("medicare_advantage" in text for text in lists)
    assert '"yes,no"' in lists


def _format(sheet: Any, number: int) -> str:
    """The number format of a whole column; a file keeps columns alike together."""
    return next(str(each.number_format) for each in sheet.column_dimensions.values() if each.min <= number <= each.max)


@pytest.mark.parametrize("each", TEMPLATES, ids=lambda each: each.name)
def test_choices_are_those_that_readers_allow(each: Any) -> None:
    for column in each.columns:
        if column.type != "boolean":
            assert choices(column) == allowed(column), column.name


def test_every_column_that_must_be_filled_is_asked_for_or_filled_by_the_reader() -> None:
    for each in TEMPLATES:
        asked = {column.name for column in asked_columns(each)}
        missing = {column.name for column in each.columns if column.required} - asked
        expected = {"claim_key", "claim_charge_amount", "source_file"} if each is CLAIM_LINE else set()
        assert missing == expected, each.name


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new", "--book", "b.xlsx", "-f", "csv"), "is a workbook; name a folder for --format csv"),
        (("new", "--book", "b.csv"), "name a folder, or a workbook that ends in .xlsx"),
        (("new", "my.yaml", "--book", "b", "--payor", "P"), "leave out FILE, --payor"),
        (("new", "my.yaml", "-f", "csv"), "--format goes with --book"),
        (("new",), "name the contract file to write"),
    ],
)
def test_words_that_do_not_fit_are_refused(perdiem: Perdiem, words: tuple[str, ...], said: str) -> None:
    ran = perdiem(*words)
    assert ran.code == 2
    assert said in ran.err


def test_what_is_there_is_kept_unless_forced(perdiem: Perdiem) -> None:
    assert perdiem("new", "--book", "mine", "-f", "csv").code == 0
    Path("mine/price.csv").write_text("mine\n")
    ran = perdiem("new", "--book", "mine", "-f", "csv")
    assert ran.code != 0
    assert "is there already" in ran.err
    assert Path("mine/price.csv").read_text() == "mine\n"
    assert perdiem("new", "--book", "mine", "-f", "csv", "--force").code == 0
    assert Path("mine/price.csv").read_text().startswith("basis,")


def test_a_synthetic_book_is_written_with_its_truth_and_read_without_a_fault(perdiem: Perdiem) -> None:
    words = ("new", "--book", "made", "--synthetic", "--members", "30", "--seed", "3")
    ran = perdiem(*words, "--change", "occlusion=2@2026-01-01@C01", "-f", "csv")
    assert ran.code == 0, ran.err
    truth = json.loads(Path("made/truth.json").read_text(encoding="utf-8"))
    assert (truth["members"], truth["seed"], len(truth["changes"])) == (30, 3, 1)
    assert truth["rates"]["occlusion"]["source"].startswith("Moureau")
    with open_book(["made"]) as opened:
        assert opened.reading.rows_rejected == 0
        assert opened.book.count("eligibility") == 30
    assert "is there already" in perdiem(*words, "-f", "csv").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new", "--synthetic"), "name its folder with --book DIR"),
        (("new", "--book", "b", "--members", "10"), "--members, --seed, --change and --set go with --synthetic"),
        (("new", "--book", "b", "--synthetic", "--set", "picc=1"), "there is no rate 'picc'"),
        (("new", "--book", "b", "--synthetic", "--set", "occlusion=-1"), "the value is not negative"),
        (("new", "--book", "b.xlsx", "--synthetic"), "name a folder; a synthetic book is a file a table"),
        (("new", "--book", "b", "--synthetic", "--change", "occlusions=2@2026-01-01"), "did you mean occlusion"),
        (("new", "--book", "b", "--synthetic", "--from", "2026-01-01", "--to", "2026-02-01"), "at least 330 days"),
    ],
)
def test_wishes_for_a_synthetic_book_that_do_not_fit_are_refused(
    perdiem: Perdiem, words: tuple[str, ...], said: str
) -> None:
    ran = perdiem(*words)
    assert ran.code != 0
    assert said in ran.err
