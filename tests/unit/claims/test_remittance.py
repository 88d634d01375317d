"""Remittances: what an 835 says of decided claims, checked by hand and by reading it back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from perdiem.errors import FaultsFound, UnwritableFile, UsageError
from perdiem.model.payment import PAYMENT_TABLES, UNWRITABLE
from perdiem.rules.claims.payment_check import Share
from perdiem.writers.x12.claims.segments import FORBIDDEN
from perdiem.writers.x12.remittance import write_remittances
from perdiem.writers.x12.remittance_head import Account, Payor
from tests.unit.claims.remittance_books import (
    PAYOR,
    SENDING,
    adjudicated,
    held,
    line,
    read,
    segments,
    settled,
    written,
)

GOLDEN = Path(__file__).parents[2] / "golden"
EXAMPLE = [
    # A: two per diems of seven days. S9365 at 500 charged, 320 allowed a day: 3500 - 1260 = 2240, 20% of it is 448.
    line(("CO", "45", "1260"), ("PR", "2", "448"), hcpcs_code="S9365", charge_amount="3500",
         service_unit_quantity=Decimal(7), claim_line_start_date=date(2026, 3, 1), claim_line_end_date=date(2026, 3, 7),
         authorization_number="AUTH1", line_control_number="L-1", group_number="GRP7"),
    # its second therapy, SH: nine units for seven days. 1350 - 30 of the rate - 300 for two units - 510 for the share -
    # 20 of a bound = 490, less a copay of 25 is 465. The two reasons CO 45 are one, of 50, and go before 151 and 59.
    line(("CO", "45", "30"), ("CO", "151", "300", "units_over_days"), ("CO", "59", "510"), ("CO", "45", "20"),
         ("PR", "3", "25"), findings={"units_over_days": "2"}, claim_line_number=2, hcpcs_code="S9500",
         hcpcs_modifier_1="SH", charge_amount="1350", service_unit_quantity=Decimal(9), paid_quantity=Decimal(7),
         claim_line_start_date=date(2026, 3, 1), claim_line_end_date=date(2026, 3, 7), remark_codes="N362 N640"),
    # a line that is denied: nothing is paid, no unit is paid
    line(("CO", "97", "70"), claim_line_number=3, hcpcs_code="A4222", charge_amount="70", disposition="denied",
         edit="inside_per_diem", remark_codes="N390", service_unit_quantity=Decimal(7), allowed_amount=Decimal(0)),
    # B: a child of the subscriber behind another payor that paid 60, on an institutional form: 89.50 - 60 = 29.50
    line(("CO", "45", "10.50"), ("OA", "23", "60"), claim_id="B", claim_type="institutional", bill_type_code="329",
         claim_frequency_code="9", revenue_center_code="0551", hcpcs_code="99601", payer_responsibility_code="S",
         allowed_amount=Decimal("89.50"), patient_relationship_code="19", patient_last_name="ROE",
         patient_first_name="RITA", rendering_npi="1999999992", received_date=date(2026, 4, 2),
         place_of_service_code=None),
    # C: another payee, known by tax number only; the member is not known, nothing is paid
    line(("PR", "31", "100"), claim_id="C", billing_npi=None, billing_tin="900000002", billing_name="SOUTH INFUSION",
         member_id="M9", disposition="denied", edit="member_unknown", allowed_amount=Decimal(0)),
]  # fmt: skip


def test_the_example_is_written_as_it_was_worked_out_by_hand(tmp_path: Path) -> None:
    done = written(EXAMPLE, tmp_path)
    assert [path.name for path in done.files] == ["000000001_1234567893.835", "000000002_900000002.835"]
    for path, name in zip(done.files, ("remittance_north.835", "remittance_south.835"), strict=True):
        assert path.read_text() == (GOLDEN / name).read_text()
    assert done.reconciliation.remitted == Share(3, 5, Decimal("5120.00"), Decimal("2286.50"))
    assert done.reconciliation.decided == done.reconciliation.remitted
    assert done.reconciliation.paid == Decimal("2286.50")
    assert done.names_changed == 0


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    tables = read(written(EXAMPLE, tmp_path))
    first, second, third = tables["remittance_claim"].to_pylist()
    assert [each["claim_status_code"] for each in (first, second, third)] == ["1", "2", "4"]
    assert (first["paid_amount"], first["patient_responsibility_amount"]) == (Decimal(2257), Decimal(473))
    assert first["covered_amount"] == Decimal(4850)
    assert (second["facility_type_code"], second["claim_frequency_code"]) == ("32", "9")
    assert (second["patient_first_name"], second["subscriber_first_name"]) == ("RITA", "JANE")
    assert (second["rendering_npi"], third["rendering_npi"]) == ("1999999992", None)
    assert second["claim_filing_indicator_code"] == "12"
    row = tables["remittance_line"].to_pylist()[1]
    assert (row["paid_quantity"], row["billed_quantity"], row["hcpcs_modifier_1"]) == (7, 9, "SH")
    assert (row["line_control_number"], row["remark_code_1"], row["remark_code_2"]) == ("2", "N362", "N640")
    of_line = [
        (each["group_code"], each["reason_code"], each["amount"], each["quantity"])
        for each in tables["remittance_adjustment"].to_pylist()
        if (each["claim_position"], each["claim_line_number"]) == (1, 2)
    ][:4]
    assert of_line == [("CO", "45", 50, None), ("CO", "151", 300, 2), ("CO", "59", 510, None), ("PR", "3", 25, None)]
    south = tables["remittance"].to_pylist()[1]
    assert (south["payee_npi"], south["payee_tin"], south["payment_amount"]) == (None, "900000002", 0)
    assert (south["payment_method_code"], south["handling_code"]) == ("NON", "H")


def test_more_than_six_reasons_of_a_group_go_on_in_a_further_cas(tmp_path: Path) -> None:
    reasons = [("CO", str(number), "1") for number in range(10, 18)]
    done = written([line(*reasons[:7], ("PR", "1", "2"), *reasons[7:])], tmp_path)
    assert segments(done, "CAS") == ["CAS*CO*10*1**11*1**12*1**13*1**14*1**15*1", "CAS*CO*16*1**17*1", "CAS*PR*1*2"]
    read(done)


def test_reasons_that_cancel_each_other_are_not_named(tmp_path: Path) -> None:
    done = written([line(("CO", "45", "5"), ("CO", "45", "-5"), ("CO", "96", "1"))], tmp_path)
    assert segments(done, "CAS") == ["CAS*CO*96*1"]


def test_pended_and_rejected_claims_are_held_back_and_counted() -> None:
    rejected = {"disposition": "rejected", "edit": "units_missing", "allowed_amount": Decimal(0)}
    found = settled([
        line(claim_id="A"),
        line(("OA", "133", "100"), claim_id="A", claim_line_number=2, disposition="pended", edit="price_missing"),
        line(("CO", "16", "100"), claim_id="B", **rejected),
        line(("CO", "16", "100"), claim_id="C", claim_line_number=1, **rejected),
        line(claim_id="C", claim_line_number=2),
    ])  # fmt: skip
    assert held(found) == [("A", "pended", 2, "price_missing"), ("B", "rejected", 1, "units_missing")]
    count = found.reconciliation
    assert count.held == {"pended": Share(1, 2, Decimal(200), Decimal(100)), "rejected": Share(1, 1, Decimal(100))}
    assert count.remitted == Share(1, 2, Decimal(200), Decimal(100))
    assert (count.decided.claims, count.decided.lines, count.is_balanced) == (3, 5, True)


@pytest.mark.parametrize(
    ("said", "cause", "where"),
    [
        ({"billing_npi": None, "billing_tin": None}, "no_payee", (None, None)),
        ({"claim_id": "A*1"}, "unwritable", (None, "claim_id")),
        ({"claim_id": "A" * 39}, "unwritable", (None, "claim_id")),
        ({"member_id": "M 1 "}, "unwritable", (None, "member_id")),
        ({"hcpcs_modifier_2": "S>"}, "unwritable", (1, "hcpcs_modifier_2")),
        ({"line_control_number": "1\n2"}, "unwritable", (1, "line_control_number")),
        ({"hcpcs_code": None}, "unwritable", (1, "hcpcs_code")),
    ],
)
def test_a_claim_that_cannot_be_written_is_held_back_not_altered(
    said: dict[str, object], cause: str, where: tuple[int | None, str | None]
) -> None:
    assert held(settled([line(**{"claim_key": "K", **said})])) == [("K", cause, *where)]


def test_lines_that_name_two_members_are_no_claim() -> None:
    assert held(settled([line(), line(claim_line_number=2, member_id="M2")]))[0][1] == "mixed"


def test_a_delimiter_in_a_name_becomes_a_blank_and_is_counted(tmp_path: Path) -> None:
    done = written([line(patient_last_name="DOE~SMITH", patient_first_name="J" * 36)], tmp_path)
    assert segments(done, "NM1") == [f"NM1*QC*1*DOE SMITH*{'J' * 35}****MI*M1"]
    assert done.names_changed == 2


def test_an_unbalanced_line_is_an_error_that_names_it() -> None:
    with pytest.raises(FaultsFound, match=r"K: claim A, line 2: charge less adjustments is not what is paid .*3\.00"):
        settled([line(claim_key="K"), line(("CO", "45", "10"), claim_key="K", claim_line_number=2,
                                           paid_amount=Decimal(87))])  # fmt: skip


def test_a_transfer_needs_both_accounts_and_else_a_check_is_sent(tmp_path: Path) -> None:
    payor = replace(PAYOR, account=Account("011000015", "77"))
    sending = replace(SENDING, accounts={"900000001": Account("011000028", "88", is_savings=True)})
    found = settled([line(), line(claim_id="B", billing_npi="1999999992", billing_tin="900000003")])
    done = write_remittances(found, tmp_path / "both", sending, payor)
    assert segments(done, "BPR") == [
        "BPR*I*100*C*ACH*CCP*01*011000015*DA*77*1900000009**01*011000028*SG*88*20260410",
        "BPR*I*100*C*CHK************20260410",
    ]
    assert segments(write_remittances(found, tmp_path / "one", sending, PAYOR), "BPR")[0].startswith("BPR*I*100*C*CHK")


def test_one_file_for_a_clearinghouse_has_a_transaction_a_payee(tmp_path: Path) -> None:
    lines = [line(), line(claim_id="B", billing_npi="1999999992")]
    sending = replace(SENDING, receiver_id="HOUSE", control_number=7, is_test=False)
    done = write_remittances(settled(lines, first_trace_number=501), tmp_path, sending, PAYOR, one_file=True)
    assert [path.name for path in done.files] == ["000000007_all.835"]
    assert segments(done, "ST", "TRN", "GE", "IEA") == [
        "ST*835*0001", "TRN*1*501*1900000009", "ST*835*0002", "TRN*1*502*1900000009", "GE*2*1", "IEA*1*000000007",
    ]  # fmt: skip
    assert segments(done)[0].split("*")[8:] == [
        "HOUSE          ", "260410", "0900", "^", "00501", "000000007", "0", "P", ">",
    ]  # fmt: skip
    assert segments(done, "REF")[0] == "REF*EV*HOUSE"
    read(done)


def test_a_payment_has_at_most_so_many_claims(tmp_path: Path) -> None:
    found = settled([line(claim_id=f"C{n}") for n in range(5)], most_claims=2)
    done = write_remittances(found, tmp_path, SENDING, PAYOR)
    tables = read(done)
    assert [row["payment_amount"] for row in tables["remittance"].to_pylist()] == [200, 200, 100]
    assert len(done.files) == 1
    assert [row["claim_id"] for row in tables["remittance_claim"].to_pylist()] == ["C0", "C1", "C2", "C3", "C4"]


def test_the_same_claims_give_the_same_bytes_in_any_order_and_with_any_threads(tmp_path: Path) -> None:
    from perdiem.rules.claims.payment import settle
    from tests.unit.claims.remittance_books import PAID_ON

    found = []
    for threads, lines in ((1, EXAMPLE), (2, EXAMPLE[::-1])):
        settlement = settle(adjudicated(lines, threads=threads), payment_date=PAID_ON)
        done = write_remittances(settlement, tmp_path / str(threads), SENDING, PAYOR)
        found.append([path.read_bytes() for path in done.files])
    assert found[0] == found[1]


def test_what_is_not_given_of_the_payor_is_noted(tmp_path: Path) -> None:
    done = write_remittances(settled([line()]), tmp_path, SENDING)
    assert any("tax number, street, city, phone" in note for note in done.notes)
    assert segments(done, "N3", "N4") == ["N3*NOT GIVEN", "N4*NOT GIVEN"]
    read(done)


def test_words_of_the_caller_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    found = settled([line()])
    with pytest.raises(UsageError, match="name: 'A~B' cannot be written"):
        write_remittances(found, tmp_path, SENDING, Payor(name="A~B"))
    with pytest.raises(UsageError, match="nine digits"):
        write_remittances(found, tmp_path, SENDING, Payor(tax_id="12-345"))
    with pytest.raises(UsageError, match="control_number"):
        write_remittances(found, tmp_path, replace(SENDING, control_number=0), PAYOR)
    with pytest.raises(UsageError, match="count from 1"):
        settled([line()], first_trace_number=0)


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(UnwritableFile, match="cannot be made"):
        written([line()], tmp_path / "taken")


def test_nothing_to_pay_writes_no_file(tmp_path: Path) -> None:
    done = written([line(("CO", "16", "100"), disposition="rejected", edit="code_missing")], tmp_path)
    assert (done.files, done.payments, done.claims) == ((), 0, 0)


def test_remarks_of_a_claim_stand_beside_those_of_its_lines(tmp_path: Path) -> None:
    done = written([line(("OA", "22", "100"), disposition="denied", edit="medicare_first", remark_codes="MA04",
                         allowed_amount=Decimal(0))], tmp_path)  # fmt: skip
    assert segments(done, "MOA", "LQ") == ["MOA***MA04", "LQ*HE*MA04"]


def test_the_tables_of_payments_are_as_they_are_declared() -> None:
    found = settled([*EXAMPLE, line(claim_id="H", billing_npi=None, billing_tin=None)])
    for table in PAYMENT_TABLES:
        (batch,) = found.batches(table.name)
        assert batch.schema == table.arrow_schema()
        for column in table.columns:
            assert not (column.required and batch[column.name].null_count), (table.name, column.name)
        keys = [tuple(row[name] for name in table.key) for row in batch.to_pylist()]
        assert len(keys) == len(set(keys)) > 0


def test_the_model_and_the_writer_forbid_the_same() -> None:
    assert UNWRITABLE == FORBIDDEN
    assert re.search(UNWRITABLE, "~")
