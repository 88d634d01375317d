"""What the reader makes of a claim: every column, from the segments that hold it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.unit.x12.claim_files import (
    CLAIM,
    INSTITUTIONAL,
    LINES,
    PROVIDER,
    SUBSCRIBER,
    group,
    interchange,
    lines_of,
    one,
    read,
    rules_of,
    transaction,
)

OTHER = ["SBR*P*18*OTH1******MB", "CAS*CO*45*30**97*5.5*2", "CAS*PR*2*4.5", "AMT*D*110", "AMT*EAF*4.5", "OI***Y***Y",
         "MOA***N837*MA01", "NM1*IL*1*OTHER*OLGA****MI*X9", "N3*2 OAK", "NM1*PR*2*MEDICARE*****PI*MCR1",
         "DTP*573*D8*20250301", "REF*G1*PAOTHER", "REF*F8*ICNOTHER"]  # fmt: skip


def test_a_plain_claim_fills_its_columns_and_has_no_fault() -> None:
    tables, file = read(one())
    first, second = tables["claim_line"]
    assert not file.faults
    assert (file.claims, file.lines, file.charges, file.claims_rejected) == (1, 2, Decimal("150.00"), 0)
    assert first["claim_id"] == "C1"
    assert first["claim_line_number"] == 1
    assert first["claim_type"] == "professional"
    assert first["hcpcs_code"] == "S9500"
    assert (first["hcpcs_modifier_1"], first["hcpcs_modifier_2"]) == ("SH", None)
    assert first["charge_amount"] == Decimal("100.00")
    assert first["service_unit_quantity"] == Decimal("2.0000")
    assert (first["claim_line_start_date"], first["claim_line_end_date"]) == (date(2025, 1, 6), date(2025, 1, 7))
    assert (first["claim_start_date"], first["claim_end_date"]) == (date(2025, 1, 6), date(2025, 1, 7))
    assert second["claim_line_start_date"] == second["claim_line_end_date"] == date(2025, 1, 6)
    assert (first["payer"], first["payer_id"], first["member_id"]) == ("SUMMIT PLAN", "SVHP1", "M1")
    assert (first["plan"], first["group_number"], first["claim_filing_indicator_code"]) == ("PLAN A", "GRP1", "CI")
    assert (first["billing_npi"], first["billing_tin"]) == ("1234567893", "123456789")
    assert first["billing_taxonomy_code"] == "3336H0001X"
    assert (first["patient_last_name"], first["patient_sex"]) == ("DOE", "F")
    assert first["patient_birth_date"] == first["subscriber_birth_date"] == date(1970, 1, 2)
    assert first["patient_relationship_code"] == "18"
    assert (first["diagnosis_code_1"], first["diagnosis_code_2"], first["diagnosis_code_3"]) == ("A419", "Z452", None)
    assert first["diagnosis_code_type"] == "icd-10-cm"
    assert (first["diagnosis_pointer_1"], first["diagnosis_pointer_2"]) == ("1", "2")
    assert (first["place_of_service_code"], first["bill_type_code"]) == ("12", None)
    assert first["claim_authorization_number"] == "PA1"
    assert first["received_date"] == date(2025, 4, 1)
    assert first["transaction_control_number"] == "0001"
    assert first["claim_key"] == f"stream#{first['claim_offset']}"
    assert one()[first["claim_offset"] :].startswith(b"CLM*C1")
    assert one()[second["line_offset"] :].startswith(b"SV1*HC:99601")


def test_the_day_of_receipt_may_be_told() -> None:
    assert read(one(), received=date(2025, 5, 5))[0]["claim_line"][0]["received_date"] == date(2025, 5, 5)


def test_a_dependent_is_the_patient_and_the_subscriber_stays() -> None:
    dependent = ["HL*2*1*22*1", *SUBSCRIBER[1:], "HL*3*2*23*0", "PAT*19", "NM1*QC*1*DOE*TIM", "DMG*D8*20100304*M"]
    line = lines_of(one(subscriber=dependent))[0]
    assert (line["patient_first_name"], line["patient_birth_date"]) == ("TIM", date(2010, 3, 4))
    assert (line["subscriber_first_name"], line["member_id"]) == ("JANE", "M1")
    assert line["patient_relationship_code"] == "19"


def test_the_next_claim_of_another_subscriber_is_not_the_dependents() -> None:
    dependent = ["HL*2*1*22*1", *SUBSCRIBER[1:], "HL*3*2*23*0", "PAT*19", "NM1*QC*1*DOE*TIM", "DMG*D8*20100304*M"]
    next_one = ["HL*4*1*22*0", "SBR*P*18*G2******BL", "NM1*IL*1*ROE*RITA****MI*M2", "NM1*PR*2*BLUE*****PI*BL1"]
    data = one(subscriber=dependent, lines=[*LINES, *next_one, "CLM*C2*150***12:B:1", *LINES])
    lines = lines_of(data)
    assert [line["patient_first_name"] for line in lines] == ["TIM", "TIM", "RITA", "RITA"]
    assert [line["payer_id"] for line in lines] == ["SVHP1", "SVHP1", "BL1", "BL1"]


def test_another_payors_names_do_not_overwrite_the_subscriber() -> None:
    tables, file = read(one([*CLAIM, *OTHER]))
    line = tables["claim_line"][0]
    assert (line["member_id"], line["patient_last_name"], line["payer_id"]) == ("M1", "DOE", "SVHP1")
    assert line["claim_authorization_number"] == "PA1"
    payer = tables["other_payer"][0]
    assert (payer["payer_id"], payer["member_id"], payer["paid_amount"]) == ("MCR1", "X9", Decimal("110.00"))
    assert payer["remittance_date"] == date(2025, 3, 1)
    assert (payer["authorization_number"], payer["payer_claim_control_number"]) == ("PAOTHER", "ICNOTHER")
    assert (payer["claim_filing_indicator_code"], payer["patient_liability_amount"]) == ("MB", Decimal("4.50"))
    assert (payer["remark_code_1"], payer["remark_code_2"]) == ("N837", "MA01")
    assert not file.faults


def test_every_adjustment_of_claim_and_line_is_kept() -> None:
    lines = [*LINES[:3], "SVD*MCR1*60*HC:S9500**2", "CAS*CO*45*40", "CAS*PR*1*1", "DTP*573*D8*20250302", *LINES[3:]]
    tables, _ = read(one([*CLAIM, *OTHER], lines))
    rows = [
        (row["payer_sequence"], row["claim_line_number"], row["group_code"], row["reason_code"], row["amount"])
        for row in tables["other_payer_adjustment"]
    ]
    assert rows == [
        (1, None, "CO", "45", Decimal("30.00")),
        (1, None, "CO", "97", Decimal("5.50")),
        (1, None, "PR", "2", Decimal("4.50")),
        (None, 1, "CO", "45", Decimal("40.00")),
        (None, 1, "PR", "1", Decimal("1.00")),
    ]
    assert tables["other_payer_adjustment"][1]["quantity"] == Decimal("2.0000")
    assert {row["payer_id"] for row in tables["other_payer_adjustment"]} == {"MCR1"}
    decision = tables["other_payer_line"][0]
    assert (decision["paid_amount"], decision["hcpcs_code"]) == (Decimal("60.00"), "S9500")
    assert (decision["paid_quantity"], decision["remittance_date"]) == (Decimal("2.0000"), date(2025, 3, 2))


def test_an_authorization_of_the_line_is_ours_only_without_another_payor() -> None:
    lines = [*LINES[:3], "REF*G1*THEIRS**2U:MCR1", "REF*G1*OURS", *LINES[3:]]
    found = lines_of(one([*CLAIM, "REF*9F*RF1", "REF*D9*CH1"], lines))
    assert [line["line_authorization_number"] for line in found] == ["OURS", None]
    assert (found[0]["referral_number"], found[0]["clearinghouse_claim_number"]) == ("RF1", "CH1")


def test_several_drugs_of_a_line_are_kept_and_the_first_stands_beside_it() -> None:
    drugs = ["LIN**N4*00409733501", "CTP****2.5*ML", "REF*XZ*RX1", "LIN**N4*63323050841", "CTP****3*UN", "REF*VY*K1"]
    tables, _ = read(one(lines=[*LINES[:3], *drugs, *LINES[3:]]))
    assert [(row["ndc"], row["ndc_quantity"], row["ndc_unit"]) for row in tables["claim_line_drug"]] == [
        ("00409733501", Decimal("2.5000"), "ML"),
        ("63323050841", Decimal("3.0000"), "UN"),
    ]
    assert [row["prescription_number"] for row in tables["claim_line_drug"]] == ["RX1", None]
    assert tables["claim_line_drug"][1]["compound_link"] == "K1"
    first, second = tables["claim_line"]
    assert (first["ndc"], first["prescription_number"], second["ndc"]) == ("00409733501", "RX1", None)


def test_a_description_does_not_land_in_the_modifiers() -> None:
    lines = ["LX*1", "SV1*HC:J3490:::::COMPOUND DRUG*100*UN*1***1", "DTP*472*D8*20250106",
             "LX*2", "SV1*HC:S9500:SH:JZ:59:GY:WORDS*50*MJ*90***1", "DTP*472*D8*20250106"]  # fmt: skip
    first, second = lines_of(one(lines=lines))
    assert (first["hcpcs_modifier_1"], first["hcpcs_modifier_4"]) == (None, None)
    assert first["hcpcs_description"] == "COMPOUND DRUG"
    assert [second[f"hcpcs_modifier_{n}"] for n in range(1, 6)] == ["SH", "JZ", "59", "GY", None]
    assert (second["hcpcs_description"], second["service_unit_code"]) == ("WORDS", "MJ")


def test_providers_of_the_line_go_before_those_of_the_claim() -> None:
    claim = [*CLAIM, "NM1*DN*1*REF*ANN****XX*1111111112", "NM1*82*1*NURSE*ANN****XX*2222222223",
             "NM1*77*2*SUITE*****XX*3333333334"]  # fmt: skip
    lines = [*LINES[:3], "NM1*82*1*NURSE*BEN****XX*4444444445", "NM1*DK*1*DOC*CY****XX*5555555556", *LINES[3:]]
    first, second = lines_of(one(claim, lines))
    assert (first["rendering_npi"], second["rendering_npi"]) == ("4444444445", "2222222223")
    assert (first["ordering_npi"], second["ordering_npi"]) == ("5555555556", None)
    assert first["referring_npi"] == second["referring_npi"] == "1111111112"
    assert first["facility_npi"] == "3333333334"


def test_a_replacement_and_a_void_name_the_claim_before() -> None:
    for frequency in ("7", "8"):
        line = lines_of(one([f"CLM*C1*150***12:B:{frequency}*Y", "REF*F8*ICN9", *CLAIM[1:]]))[0]
        assert (line["claim_frequency_code"], line["payer_claim_control_number"]) == (frequency, "ICN9")


def test_notes_accident_place_and_what_the_patient_paid() -> None:
    claim = ["CLM*C1*150***12:B:1*Y*A*Y*Y**EM", "DTP*439*D8*20250101", "AMT*F5*12.5", "NTE*ADD*LEFT: EARLY", *CLAIM[1:]]
    lines = ["LX*1", "SV1*HC:S9500*100*UN*2*11**1", "DTP*472*D8*20250106", "DTP*471*D8*20250105", "REF*6R*L1",
             "NTE*ADD*LINE NOTE", *LINES[3:]]  # fmt: skip
    first, second = lines_of(one(claim, lines))
    assert (first["related_cause_code"], first["accident_date"]) == ("EM", date(2025, 1, 1))
    assert first["patient_paid_amount"] == Decimal("12.50")
    assert (first["claim_note"], first["line_note"], second["line_note"]) == ("LEFT: EARLY", "LINE NOTE", None)
    assert (first["place_of_service_code"], second["place_of_service_code"]) == ("11", "12")
    assert (first["prescription_date"], first["line_control_number"]) == (date(2025, 1, 5), "L1")


def test_an_institutional_claim() -> None:
    claim = ["CLM*I1*300***34:A:1*Y*A*Y*Y", "DTP*434*RD8*20250101-20250131", "DTP*435*DT*202501010930", "CL1*9*1*30",
             "REF*G1*PA1", "HI*ABK:A419:::::::Y", "HI*ABJ:R509", "HI*ABF:Z452:::::::N*ABF:E119", "HI*BE:80:::5",
             "NM1*71*1*DOC*CY****XX*5555555556"]  # fmt: skip
    lines = ["LX*1", "SV2*0640*HC:S9500:SH*250*UN*2**10", "DTP*472*D8*20250106", "LX*2", "SV2*0250**50*UN*1"]
    tables, file = read(one(claim, lines, version=INSTITUTIONAL))
    first, second = tables["claim_line"]
    assert not file.faults
    assert (first["claim_type"], first["bill_type_code"], first["place_of_service_code"]) == (
        "institutional", "341", None,
    )  # fmt: skip
    assert (first["revenue_center_code"], first["hcpcs_code"], first["hcpcs_modifier_1"]) == ("0640", "S9500", "SH")
    assert (second["revenue_center_code"], second["hcpcs_code"]) == ("0250", None)
    assert (first["non_covered_amount"], second["non_covered_amount"]) == (Decimal("10.00"), None)
    assert (first["claim_start_date"], first["claim_end_date"]) == (date(2025, 1, 1), date(2025, 1, 31))
    assert (first["admission_date"], first["admit_type_code"], first["discharge_disposition_code"]) == (
        date(2025, 1, 1), "9", "30",
    )  # fmt: skip
    assert (second["claim_line_start_date"], first["attending_npi"]) == (None, "5555555556")
    assert [(row["diagnosis_code"], row["role"], row["present_on_admission"]) for row in tables["claim_diagnosis"]] == [
        ("A419", "principal", "Y"),
        ("R509", "admitting", None),
        ("Z452", "other", "N"),
        ("E119", "other", None),
    ]
    assert [first[f"diagnosis_code_{n}"] for n in (1, 2, 3, 4)] == ["A419", "Z452", "E119", None]


def test_charges_of_any_plain_form_are_exact() -> None:
    for said, exact in (("100", "100"), ("0.1", "0.1"), (".5", "0.5"), ("99999999999999.99", "99999999999999.99"),
                        ("-3.25", "-3.25"), ("7.", "7"), ("1.500", "1.5"), ("0", "0"), ("+2", "2")):  # fmt: skip
        data = one([f"CLM*C1*{said}***12:B:1"], ["LX*1", f"SV1*HC:S9500*{said}*UN*1.125", "DTP*472*D8*20250106"])
        line = lines_of(data)[0]
        assert line["charge_amount"] == line["claim_charge_amount"] == Decimal(exact)
        assert line["service_unit_quantity"] == Decimal("1.125")


def test_a_name_beyond_ascii_is_read_in_utf_8_and_in_latin_1() -> None:
    data = one(subscriber=[*SUBSCRIBER[:2], "NM1*IL*1*MUÑOZ*JOSÉ****MI*M1", *SUBSCRIBER[3:]])
    for text, rules in ((data, []), (data.decode().encode("latin-1"), ["control-text"])):
        line = lines_of(text)[0]
        assert (line["patient_last_name"], line["patient_first_name"]) == ("MUÑOZ", "JOSÉ")
        assert rules_of(text) == rules
        assert text[line["claim_offset"] :].startswith(b"CLM*C1")


def test_the_transactions_of_both_forms_stand_side_by_side() -> None:
    institutional = ["CLM*I1*50***34:A:1", "LX*1", "SV2*0640**50*UN*1"]
    data = interchange(
        group(transaction([*PROVIDER, *SUBSCRIBER, *CLAIM, *LINES])),
        group(
            transaction([*PROVIDER, *SUBSCRIBER, *institutional], version=INSTITUTIONAL),
            control="2", version=INSTITUTIONAL,
        ),
    )  # fmt: skip
    assert [line["claim_type"] for line in lines_of(data)] == ["professional", "professional", "institutional"]
