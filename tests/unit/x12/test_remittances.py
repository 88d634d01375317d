"""What the reader makes of a remittance: every table, from the segments that hold it."""

from __future__ import annotations

import gzip
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from perdiem.model.book.remittance import REMITTANCE_TABLES
from perdiem.readers.x12 import read_all_remittances, read_remittances
from tests.unit.x12.claim_files import interchange
from tests.unit.x12.remittance_files import CLAIM, DENIED, LINES, PLB, group, head, one, payment, read, rules_of

CENT = Decimal("0.01")


def test_a_payment_fills_its_columns_and_has_no_fault() -> None:
    tables, file = read(one())
    assert not file.faults
    assert (file.payments, file.paid, file.claims, file.lines) == (1, Decimal("176.50"), 2, 3)
    (row,) = tables["remittance"]
    assert row["payment_key"] == f"stream#{row['payment_offset']}"
    assert one()[row["payment_offset"] :].startswith(b"ST*835")
    assert (row["payment_amount"], row["payment_method_code"], row["handling_code"]) == (Decimal("176.50"), "ACH", "I")
    assert (row["payment_date"], row["production_date"]) == (date(2025, 1, 15), date(2025, 1, 14))
    assert (row["trace_number"], row["payer_trace_id"], row["receiver_number"]) == ("T1", "1512345678", "RCV1")
    assert (row["payer_name"], row["payer_id"]) == ("SUMMIT PLAN", "SVHP1")
    assert (row["payee_name"], row["payee_npi"], row["payee_tin"]) == ("NORTH INFUSION", "1234567893", "123456789")
    assert (row["payee_number"], row["transaction_control_number"]) == ("P77", "0001")


def test_a_payee_named_by_its_tax_number_has_no_npi() -> None:
    start = [each.replace("*XX*1234567893", "*FI*987654321") for each in head()]
    (row,) = read(one(start=start))[0]["remittance"]
    assert (row["payee_npi"], row["payee_tin"]) == (None, "987654321")


def test_claims_fill_their_columns() -> None:
    first, second = read(one())[0]["remittance_claim"]
    assert (first["claim_position"], first["claim_id"], first["claim_status_code"]) == (1, "C1", "1")
    assert (first["charge_amount"], first["paid_amount"]) == (Decimal(250), Decimal(195))
    assert first["patient_responsibility_amount"] == Decimal(30)
    assert (first["claim_filing_indicator_code"], first["payer_claim_control_number"]) == ("12", "ICN1")
    assert (first["facility_type_code"], first["claim_frequency_code"]) == ("12", "1")
    assert (first["patient_last_name"], first["patient_id"], first["member_id"]) == ("DOE", "M1", None)
    assert (first["remark_code_1"], first["remark_code_2"], first["remark_code_3"]) == ("MA01", "N130", None)
    assert (first["claim_start_date"], first["claim_end_date"]) == (date(2025, 1, 6), date(2025, 1, 7))
    assert (first["received_date"], first["covered_amount"]) == (date(2025, 1, 10), Decimal(240))
    assert first["group_number"] == "GRP1"
    assert (second["claim_position"], second["patient_id"], second["member_id"]) == (2, "M2", "M3")
    assert second["subscriber_first_name"] == "RAY"
    assert one()[second["claim_offset"] :].startswith(b"CLP*C2")


def test_lines_fill_their_columns() -> None:
    first, second, third = read(one())[0]["remittance_line"]
    assert (first["claim_position"], first["claim_line_number"], first["hcpcs_code"]) == (1, 1, "S9500")
    assert (first["hcpcs_modifier_1"], first["hcpcs_modifier_2"]) == ("SH", None)
    assert (first["charge_amount"], first["paid_amount"], first["allowed_amount"]) == (200, 165, 190)
    assert (first["paid_quantity"], first["billed_quantity"]) == (2, 7)
    assert first["claim_line_start_date"] == first["claim_line_end_date"] == date(2025, 1, 6)
    assert (first["line_control_number"], first["remark_code_1"], first["remark_code_2"]) == ("L1", "N19", "M15")
    assert (second["claim_line_start_date"], second["claim_line_end_date"]) == (date(2025, 1, 6), date(2025, 1, 7))
    assert (second["claim_line_number"], second["revenue_center_code"], second["remark_code_1"]) == (2, "0551", None)
    assert (third["claim_position"], third["claim_line_number"]) == (2, 1)
    assert (third["submitted_code"], third["billed_quantity"]) == ("J0697", 4)


def test_a_revenue_code_is_no_hcpcs_code() -> None:
    (line,) = read(one([*DENIED[:3], "SVC*NU:0551*100*0", *DENIED[5:]], start=head("0")))[0]["remittance_line"]
    assert (line["service_code_type"], line["service_code"], line["hcpcs_code"]) == ("NU", "0551", None)


def test_every_reason_is_a_row() -> None:
    rows = [
        (row["claim_position"], row["claim_line_number"], row["group_code"], row["reason_code"], row["amount"])
        for row in read(one())[0]["remittance_adjustment"]
    ]
    assert rows == [
        (1, None, "OA", "23", 5),
        (1, 1, "CO", "45", 10),
        (1, 1, "PR", "1", 20),
        (1, 1, "PR", "2", 5),
        (1, 2, "PR", "3", 5),
        (1, 2, "CO", "45", 10),
        (2, 1, "CO", "197", 100),
    ]


def test_all_six_reasons_of_a_segment_are_kept() -> None:
    cas = "CAS*CO*" + "*".join(f"{reason}*{reason}*{reason + 1}" for reason in (1, 2, 3, 4, 5, 85))
    tables, file = read(one([*DENIED[:5], cas], start=head("0")))
    assert not file.faults
    rows = [(row["sequence"], row["reason_code"], row["amount"], row["quantity"]) for row in
            tables["remittance_adjustment"]]  # fmt: skip
    assert rows == [(n, str(r), r, r + 1) for n, r in enumerate((1, 2, 3, 4, 5, 85), 1)]


def test_adjustments_of_the_provider_count_on_over_segments_and_blocks() -> None:
    tables, file = read(
        one(["LX*1", *CLAIM, *LINES, *DENIED, *PLB, "PLB*1234567893*20251231*72:X*1*WO:Y*-1"]), block=50
    )
    assert not file.faults
    rows = [(row["sequence"], row["reason_code"], row["reference"], row["amount"]) for row in
            tables["provider_adjustment"]]  # fmt: skip
    assert rows == [(1, "WO", "ICN0", 20), (2, "L6", "ICN1", Decimal("-1.5")), (3, "72", "X", 1), (4, "WO", "Y", -1)]
    assert tables["provider_adjustment"][0]["fiscal_period_date"] == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("old", "new", "rule", "place"),
    [
        ("*200*165*", "*200*165.01*", "line-balance", "segment 26 SVC03"),
        ("*250*195*", "*250*194.99*", "claim-balance", "segment 17 CLP04"),
        ("BPR*I*176.5*", "BPR*I*176.51*", "payment-balance", "segment 2 BPR02"),
    ],
)
def test_a_sum_off_by_a_cent_is_told_and_all_is_kept(old: str, new: str, rule: str, place: str) -> None:
    data = one().decode()
    assert data.count(old) == 1
    tables, file = read(data.replace(old, new).encode())
    assert rule in [fault.rule for fault in file.faults]
    fault = next(fault for fault in file.faults if fault.rule == rule)
    assert f"stream:ISA 000000001:GS 1:ST 0001:{place}: " in str(fault)
    assert (len(tables["remittance_claim"]), len(tables["remittance_line"]), tables["reject"]) == (2, 3, [])
    assert {fault.rule for fault in file.faults} <= {rule, "payment-balance"}


def test_by_how_much_a_payment_is_off_is_told() -> None:
    fault = read(one(start=head("176.51")))[1].faults[0]
    assert "(off by -0.01 USD); compare the payment with the bank's, and ask the payor" in str(fault)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("CLP*C1*", "CLP**", "paid-claim-id"),
        ("*250*195*", "*2,50*195*", "paid-claim-charge"),
        ("*250*195*", "*250**", "paid-claim-amount"),
        ("*200*165*", "**165*", "paid-line-charge"),
        ("*200*165*", "*200*1E2*", "paid-line-amount"),
        ("CLP*C2*4*", "CLX*C2*4*", "claim-mixed"),
    ],
)
def test_a_damaged_claim_is_set_aside_and_its_neighbours_stay(old: str, new: str, rule: str) -> None:
    other = payment(["LX*1", *DENIED], "0002", start=head("0", "T2"))
    data = interchange(group(payment(["LX*1", *CLAIM, *LINES, *DENIED, *PLB]), other)).decode()
    tables, file = read(data.replace(old, new, 1).encode())
    assert [row["rule"] for row in tables["reject"]] == [rule]
    assert "payment-balance" not in file.rules  # of the claim that is set aside nothing can be said
    assert [row["trace_number"] for row in tables["remittance"]] == ["T1", "T2"]
    kept = [(row["transaction_control_number"], row["claim_id"]) for row in tables["remittance_claim"]]
    assert kept == ([("0001", "C2")] if rule != "claim-mixed" else []) + [("0002", "C2")]
    assert file.lines == 4
    assert len(tables["remittance_line"]) == file.lines - file.lines_rejected


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("BPR*I*176.5*", "BPX*I*176.5*", "payment-missing"),
        ("BPR*I*176.5*", "BPR*I*17,6*", "payment-amount"),
        ("BPR*I*176.5*", "BPR*I**", "payment-amount"),
        ("ST*835*0001", "ST*270*0001", "st-type"),
    ],
)
def test_a_damaged_payment_is_set_aside_whole_and_its_neighbour_stays(old: str, new: str, rule: str) -> None:
    other = payment(["LX*1", *DENIED], "0002", start=head("0", "T2"))
    data = interchange(group(payment(["LX*1", *CLAIM, *LINES, *DENIED, *PLB]), other)).decode()
    tables, file = read(data.replace(old, new, 1).encode())
    assert {row["rule"] for row in tables["reject"]} == {rule}
    assert [row["segment_id"] for row in tables["reject"]] == ["ST", "CLP", "CLP"]
    assert [row["trace_number"] for row in tables["remittance"]] == ["T2"]
    assert [row["transaction_control_number"] for row in tables["remittance_claim"]] == ["0002"]
    assert not tables["provider_adjustment"]
    assert (file.payments, file.claims, file.claims_rejected, file.lines_rejected) == (1, 3, 2, 3)
    assert rule in file.rules


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("SE*", "SE*9", "se-count"),
        ("GE*1*1", "GE*2*1", "ge-count"),
        ("IEA*1*000000001", "IEA*1*000000002", "iea-control"),
        ("GS*HP", "GS*HC", "gs-type"),
        ("DTM*472*20250106", "DTM*472*20250230", "date"),
        ("AMT*AU*240", "AMT*AU*2,4", "number"),
        ("CAS*OA*23*5", "CAS*OA*23*5,0", "number"),
        ("CAS*OA*23*5", "CAS*OA*23", "adjustment-amount"),
        ("L6:ICN1*-1.5", "L6:ICN1", "adjustment-amount"),
        ("TRN*1*T1*1512345678~", "", "trace-missing"),
        ("LQ*HE*N19~", "LQ*HE*N19~" * 5, "remark-many"),
        ("LX*1~", "LX*1~HL*1~", "segment-unknown"),
    ],
)
def test_a_lesser_fault_is_told_and_all_is_kept(old: str, new: str, rule: str) -> None:
    data = one().decode()
    assert old in data
    tables, file = read(data.replace(old, new, 1).encode())
    assert set(file.rules) - {"se-count"} == {rule} - {"se-count"}
    assert rule in file.rules
    assert len(tables["remittance_claim"]) == 2


def test_a_first_claim_that_lost_its_head_is_told() -> None:
    data = one(["LX*1", "CLX*C0*1*5*5", "NM1*QC*1*LOST*LEA", *CLAIM, *LINES, *DENIED, *PLB])
    tables, file = read(data)
    assert [fault.rule for fault in file.faults] == ["segment-unknown", "claim-headless"]
    assert [row["claim_id"] for row in tables["remittance_claim"]] == ["C1", "C2"]


def test_an_adjustment_after_the_end_of_its_payment_is_told() -> None:
    data = one().replace(b"GE*1*1", b"PLB*1*20251231*72:X*1~GE*1*1")
    tables, file = read(data)
    assert [fault.rule for fault in file.faults] == ["outside-transaction"]
    assert len(tables["provider_adjustment"]) == 2


def test_remittances_of_another_version_are_set_aside() -> None:
    tables, file = read(one(version="004010X091A1"))
    assert not tables["remittance"]
    assert "(004010X091A1); ask the sender for version 5010" in str(file.faults[0])


@pytest.mark.parametrize("block", [1, 60, 777, 3 << 20])
def test_dress_and_blocks_do_not_matter(block: int) -> None:
    plain = one()
    want = [(row["claim_id"], row["hcpcs_code"], row["paid_amount"]) for row in _lines(plain)]
    wrapped = b"\r\n".join(plain[place : place + 80] for place in range(0, len(plain), 80))
    for data in (
        plain,
        b"\xef\xbb\xbf\n" + plain,
        one(after="\r\n"),
        one(terminator="\n"),
        one(element="|", component=">", terminator="!"),
        wrapped,
        gzip.compress(plain),
    ):
        tables, file = read(data, block=block)
        assert not file.faults
        assert [(row["claim_id"], row["hcpcs_code"], row["paid_amount"]) for row in _joined(tables)] == want


def _lines(data: bytes) -> list[dict[str, object]]:
    return _joined(read(data)[0])


def _joined(tables: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
    """Lines with their claim's number, by the keys that join the tables."""
    claims = {(row["payment_key"], row["claim_position"]): row for row in tables["remittance_claim"]}
    assert len(claims) == len(tables["remittance_claim"])
    assert {row["payment_key"] for row in tables["remittance_claim"]} <= {
        r["payment_key"] for r in tables["remittance"]
    }
    return [
        row | {"claim_id": claims[row["payment_key"], row["claim_position"]]["claim_id"]}
        for row in tables["remittance_line"]
    ]


@pytest.mark.parametrize(
    "part", ["BPR*I*17", "LX*1~CLP*C1*1*250*19", "SVC*HC:99601*50*3", "PLB*1234567893*20251231*WO:ICN0*2"]
)
def test_a_cut_file_gives_no_half_amounts(part: str) -> None:
    data = one()
    tables, file = read(data[: data.index(part.encode()) + len(part)])
    assert "interchange-cut" in file.rules
    assert not tables["provider_adjustment"]
    assert {row["claim_id"] for row in tables["remittance_claim"]} <= {"C1", "C2"}
    whole = read(data)[0]
    assert all(row in whole["remittance_claim"] for row in tables["remittance_claim"])
    assert all(row in whole["remittance"] for row in tables["remittance"])
    if part.startswith("BPR"):
        assert [row["rule"] for row in tables["reject"]] == ["payment-cut"]


def test_claims_of_a_long_payment_are_numbered_over_blocks_and_balance() -> None:
    claims = [each for n in range(300) for each in [*CLAIM, *LINES]]
    tables, file = read(one(["LX*1", *claims], start=head(str(195 * 300))), block=2000)
    assert not file.faults
    assert [row["claim_position"] for row in tables["remittance_claim"]] == list(range(1, 301))
    assert len(tables["remittance"]) == 1


def test_folders_are_read_and_tables_are_those_declared(tmp_path: Path) -> None:
    (tmp_path / "a.835").write_bytes(one())
    (tmp_path / "b.835.gz").write_bytes(gzip.compress(one()))
    tables, files = read_all_remittances(tmp_path)
    assert [file.payments for file in files] == [1, 1]
    assert set(tables) == {table.name for table in REMITTANCE_TABLES}
    assert len(set(tables["remittance"]["payment_key"].to_pylist())) == 2


def test_a_stay_gives_its_remarks_from_mia() -> None:
    stay = ["CLP*S1*1*10*10**MA*ICN9*11*1**470", "NM1*QC*1*DOE*JANE", "MIA*0****MA07" + "*" * 15 + "N1*N2"]
    (row,) = read(one(["LX*1", *stay], start=head("10")))[0]["remittance_claim"]
    assert (row["drg_code"], row["remark_code_1"], row["remark_code_2"], row["remark_code_3"]) == (
        "470", "MA07", "N1", "N2",
    )  # fmt: skip


def test_a_reversal_takes_back() -> None:
    reversal = ["CLP*C1*22*-100*-60**12*ICN1", "NM1*QC*1*DOE*JANE", "SVC*HC:S9500*-100*-60", "CAS*CO*45*-40"]
    correction = ["CLP*C1*1*100*80**12*ICN2", "NM1*QC*1*DOE*JANE", "SVC*HC:S9500*100*80", "CAS*CO*45*20"]
    tables, file = read(one(["LX*1", *reversal, *correction], start=head("20")))
    assert not file.faults
    assert [row["paid_amount"] for row in tables["remittance_claim"]] == [-60, 80]


def test_reading_goes_on_while_it_is_asked() -> None:
    reading = read_remittances(io.BytesIO(one()), block=100)
    first = next(iter(reading))
    assert reading.files[0].bytes < len(one())
    assert first.file is reading.files[0]


def test_a_table_names_where_each_value_stands() -> None:
    for table in REMITTANCE_TABLES[:-1]:
        for column in table.columns:
            assert column.x12 or column.name in ("payment_key", "source_file"), (table.name, column.name)


def test_faults_say_what_to_do() -> None:
    assert rules_of(one(start=head("1"))) == ["payment-balance"]
    assert read(one(start=head("1")))[1].faults[0].suggestion
