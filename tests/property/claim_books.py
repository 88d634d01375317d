"""Books of made-up claims, as rows of the claim tables: all that a claim file can say, in many mixtures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

Rows = dict[str, list[dict[str, Any]]]
TABLES = (
    "claim_line",
    "claim_diagnosis",
    "claim_line_drug",
    "other_payer",
    "other_payer_line",
    "other_payer_adjustment",
)

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyzÄÉñ0123456789'.,:;/()&#-+=@!?$%\" "
words = st.text(LETTERS, min_size=1, max_size=30).map(str.strip).filter(bool)
names = st.one_of(st.sampled_from(["DOE", "O'BRIEN", "MÜLLER-LÜDENSCHEIDT", "NGUYEN"]), words)
codes = st.from_regex(r"[A-Z][0-9]{4}", fullmatch=True)
numbers = st.from_regex(r"[A-Z0-9]{1,20}", fullmatch=True)
npis = st.sampled_from(["1234567893", "1111111112", "2222222223", "3333333334"])
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
service_days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
money = st.decimals(Decimal("-99999.99"), Decimal("9999999.99"), places=2)
quantities = st.one_of(st.integers(1, 90).map(Decimal), st.decimals(Decimal("0.0001"), Decimal("99999.9999"), places=4))
sexes = st.sampled_from(["F", "M", "U"])
units = st.sampled_from(["UN", "MJ", "DA"])
drug_units = st.sampled_from(["UN", "ML", "GR", "ME", "F2"])
packages = st.from_regex(r"[0-9]{11}", fullmatch=True)
diagnoses = st.from_regex(r"[A-Z][0-9]{2,4}", fullmatch=True)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def books(draw: st.DrawFn) -> Rows:
    """One to three claims, some under one provider."""
    found: Rows = {name: [] for name in TABLES}
    for number in range(draw(st.integers(1, 3))):
        for name, rows in draw(claims(f"K{number}")).items():
            found[name] += rows
    return found


@st.composite
def claims(draw: st.DrawFn, key: str) -> Rows:
    """One claim in all its tables, as it would be read out of a file."""
    is_i = draw(st.booleans())
    header = _header(draw, key, is_i)
    payers, adjustments = _payers(draw, key)
    listed = _diagnoses(draw, key, is_i)
    shown = [each["diagnosis_code"] for each in listed if each["role"] in {"principal", "other"}]
    header |= {"diagnosis_code_type": listed[0]["diagnosis_code_type"]}
    header |= {f"diagnosis_code_{n}": code for n, code in enumerate(shown[:12], 1)}
    found: Rows = {name: [] for name in TABLES} | {"claim_diagnosis": listed, "other_payer": payers}
    count = draw(st.integers(1, 4))
    providers = {
        name: draw(st.lists(maybe(npis), min_size=count, max_size=count)) for name in ("rendering_npi", "referring_npi")
    }
    facility = draw(maybe(npis))
    for number in range(1, count + 1):
        line = (
            header
            | _line(draw, number, is_i, len(shown))
            | {name: each[number - 1] for name, each in providers.items()}
        )
        line["facility_npi"] = facility if is_i else draw(maybe(npis))
        drugs = _drugs(draw, key, number)
        line |= (
            {name: drugs[0][name] for name in ("ndc", "ndc_quantity", "ndc_unit", "prescription_number")}
            if drugs
            else {}
        )
        found["claim_line_drug"] += drugs
        for sequence, payer in enumerate(draw(st.permutations(payers))[: draw(st.integers(0, len(payers)))], 1):
            found["other_payer_line"].append(_decision(draw, key, number, sequence, payer["payer_id"]))
            place = {"claim_line_number": number, "line_payer_sequence": sequence, "payer_id": payer["payer_id"]}
            adjustments += [place | each for each in draw(st.lists(_adjustments(), max_size=8))]
        found["claim_line"].append(line)
    found["other_payer_adjustment"] = [
        {"claim_key": key, "sequence": sequence} | each for sequence, each in enumerate(adjustments, 1)
    ]
    _finish(draw, found["claim_line"], is_i)
    return found


def _header(draw: st.DrawFn, key: str, is_i: bool) -> dict[str, Any]:
    subscriber = {
        "last_name": draw(names),
        "first_name": draw(maybe(names)),
        "birth_date": draw(days),
        "sex": draw(sexes),
    }
    is_dependent = draw(st.booleans())
    patient = subscriber
    if is_dependent:
        patient = {
            "last_name": draw(names),
            "first_name": draw(maybe(names)),
            "birth_date": draw(days),
            "sex": draw(sexes),
        }
        if draw(st.booleans()):
            subscriber |= {"birth_date": None, "sex": None}
            patient = dict(patient)
    frequency = draw(st.sampled_from(["1", "7", "8"]))
    npi = draw(npis)
    row = {
        "claim_key": key,
        "claim_id": f"C{key}{draw(numbers)}",
        "claim_type": "institutional" if is_i else "professional",
        "claim_frequency_code": frequency,
        "payer_claim_control_number": draw(maybe(numbers)),
        "clearinghouse_claim_number": draw(maybe(numbers)),
        "payer": draw(words),
        "payer_id": draw(numbers),
        "plan": draw(maybe(words)),
        "group_number": draw(maybe(numbers)),
        "payer_responsibility_code": draw(st.sampled_from(["P", "S", "T"])),
        "claim_filing_indicator_code": draw(maybe(st.sampled_from(["CI", "BL", "MB", "MC"]))),
        "member_id": draw(numbers),
        "patient_relationship_code": draw(st.sampled_from(["01", "19", "G8"])) if is_dependent else "18",
        "admission_date": draw(maybe(days)),
        "patient_paid_amount": draw(maybe(money)),
        "claim_authorization_number": draw(maybe(numbers)),
        "referral_number": draw(maybe(numbers)),
        "billing_npi": npi,
        "billing_name": f"PHARMACY {npi[-1]}",
        "billing_tin": "123456789",
        "billing_taxonomy_code": "3336H0001X" if npi > "2" else None,
        "claim_note": draw(maybe(words)),
        "source_file": "made",
    }
    row |= {f"subscriber_{name}": value for name, value in subscriber.items()}
    row |= {f"patient_{name}": value for name, value in patient.items()}
    if is_i:
        row |= {
            "bill_type_code": draw(st.sampled_from(["34", "33", "32"])) + frequency,
            "attending_npi": draw(maybe(npis)),
            "admit_type_code": draw(maybe(st.just("9"))),
            "admit_source_code": draw(maybe(st.just("1"))),
            "discharge_disposition_code": draw(maybe(st.just("30"))),
        }
    else:
        row |= {
            "related_cause_code": draw(maybe(st.sampled_from(["AA", "EM", "OA"]))),
            "accident_date": draw(maybe(days)),
        }
    return row


def _line(draw: st.DrawFn, number: int, is_i: bool, diagnoses_shown: int) -> dict[str, Any]:
    first = draw(service_days)
    last = first + timedelta(days=draw(st.integers(0, 40)))
    row = {
        "claim_line_number": number,
        "claim_line_start_date": first,
        "claim_line_end_date": last,
        "hcpcs_code": draw(codes),
        "hcpcs_description": draw(maybe(words)),
        "service_unit_quantity": draw(quantities),
        "service_unit_code": draw(units),
        "charge_amount": draw(money),
        "line_control_number": draw(maybe(numbers)),
        "line_note": draw(maybe(words)),
    }
    row |= {f"hcpcs_modifier_{n}": draw(maybe(st.sampled_from(["SH", "SJ", "JZ", "59"]))) for n in range(1, 5)}
    if is_i:
        row |= {
            "revenue_center_code": draw(st.sampled_from(["0640", "0250"])),
            "non_covered_amount": draw(maybe(money)),
        }
        if draw(st.booleans()):
            row |= {name: None for name in row if name.startswith("hcpcs")}
        if draw(st.booleans()):
            row |= {"claim_line_start_date": None, "claim_line_end_date": None}
        return row
    pointers = draw(st.lists(st.integers(1, diagnoses_shown).map(str), min_size=1, max_size=4))
    return (
        row
        | {f"diagnosis_pointer_{n}": each for n, each in enumerate(pointers, 1)}
        | {
            "place_of_service_code": draw(st.sampled_from(["12", "11", "49"])),
            "prescription_date": draw(maybe(days)),
            "line_authorization_number": draw(maybe(numbers)),
            "ordering_npi": draw(maybe(npis)),
        }
    )


def _drugs(draw: st.DrawFn, key: str, number: int) -> list[dict[str, Any]]:
    found = []
    for sequence in range(1, draw(st.integers(0, 3)) + 1):
        has_quantity = draw(st.booleans())
        found.append(
            {
                "claim_key": key,
                "claim_line_number": number,
                "sequence": sequence,
                "ndc": draw(packages),
                "ndc_quantity": draw(quantities) if has_quantity else None,
                "ndc_unit": draw(drug_units) if has_quantity else None,
                "prescription_number": draw(maybe(numbers)),
                "compound_link": draw(maybe(numbers)),
            }
        )
    return found


def _diagnoses(draw: st.DrawFn, key: str, is_i: bool) -> list[dict[str, Any]]:
    roles = ["principal"]
    if is_i:
        roles += draw(
            st.lists(st.sampled_from(["other", "admitting", "reason for visit", "external cause"]), max_size=20)
        )
    else:
        roles += ["other"] * draw(st.integers(0, 11))
    kind = draw(st.sampled_from(["icd-10-cm", "icd-9-cm"]))
    return [
        {
            "claim_key": key,
            "sequence": sequence,
            "diagnosis_code": draw(diagnoses),
            "role": role,
            "diagnosis_code_type": kind,
            "present_on_admission": draw(maybe(st.sampled_from(["Y", "N", "U", "W"]))) if is_i else None,
        }
        for sequence, role in enumerate(roles, 1)
    ]


def _payers(draw: st.DrawFn, key: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    payers, adjustments = [], []
    for sequence in range(1, draw(st.integers(0, 2)) + 1):
        payer = {
            "claim_key": key,
            "payer_sequence": sequence,
            "payer_responsibility_code": draw(st.sampled_from(["P", "S"])),
            "patient_relationship_code": draw(st.sampled_from(["18", "01"])),
            "group_number": draw(maybe(numbers)),
            "claim_filing_indicator_code": draw(maybe(st.sampled_from(["MB", "CI"]))),
            "payer_name": draw(words),
            "payer_id": f"P{sequence}",
            "member_id": draw(numbers),
            "paid_amount": draw(maybe(money)),
            "allowed_amount": draw(maybe(money)),
            "non_covered_amount": draw(maybe(money)),
            "patient_liability_amount": draw(maybe(money)),
            "remittance_date": draw(maybe(days)),
            "authorization_number": draw(maybe(numbers)),
            "payer_claim_control_number": draw(maybe(numbers)),
        }
        payer |= {f"remark_code_{n}": draw(maybe(st.sampled_from(["N837", "MA01"]))) for n in range(1, 6)}
        payers.append(payer)
        place = {"payer_sequence": sequence, "payer_id": payer["payer_id"]}
        adjustments += [place | each for each in draw(st.lists(_adjustments(), max_size=9))]
    return payers, adjustments


def _adjustments() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "group_code": st.sampled_from(["CO", "CO", "PR", "OA"]),
            "reason_code": st.sampled_from(["45", "1", "97", "253"]),
            "amount": money,
            "quantity": maybe(quantities),
        }
    )


def _decision(draw: st.DrawFn, key: str, number: int, sequence: int, payer: str) -> dict[str, Any]:
    return {
        "claim_key": key,
        "claim_line_number": number,
        "sequence": sequence,
        "payer_id": payer,
        "paid_amount": draw(money),
        "hcpcs_code": draw(maybe(codes)),
        "paid_quantity": draw(quantities),
        "remittance_date": draw(maybe(days)),
        "patient_liability_amount": draw(maybe(money)),
    }


def _finish(draw: st.DrawFn, lines: list[dict[str, Any]], is_i: bool) -> None:
    """What only all lines tell: the claim's total and its days."""
    first = min((line["claim_line_start_date"] for line in lines if line["claim_line_start_date"]), default=None)
    last = max((line["claim_line_end_date"] for line in lines if line["claim_line_end_date"]), default=None)
    if is_i and (first is None or draw(st.booleans())):
        first = draw(service_days)
        last = first + timedelta(days=draw(st.integers(0, 31)))
    for line in lines:
        line["claim_charge_amount"] = sum(each["charge_amount"] for each in lines)
        line["claim_start_date"], line["claim_end_date"] = first, last
