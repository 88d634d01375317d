"""The tables of generated books beside the claim lines."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

from tests.oracle.generated_claims import BEGIN, DRUGS, MEMBERS, NDC, NPIS, THERAPIES, Row, a_day


def eligibility(random: Random) -> list[Row]:
    """Spans of coverage, some with a gap of knowledge."""
    rows = []
    for member in MEMBERS:
        starts = [BEGIN - timedelta(random.choice([300, 30, -3]))]
        starts += [a_day(random) + timedelta(2)] if random.random() < 0.3 else []
        for start in dict.fromkeys(starts):
            rows.append(
                {
                    "member_id": member,
                    "enrollment_start_date": start,
                    "enrollment_end_date": random.choice([None, None, max(start, BEGIN + timedelta(33))]),
                    "line_of_business": random.choices(["commercial", "medicare_advantage", None], [7, 1, 2])[0],
                    "is_medicare_primary": random.choices([None, False, True], [10, 4, 1])[0],
                    "state": random.choices(["OH", "PA", None], [6, 1, 1])[0],
                    "deductible_left": random.choice([None, Decimal("0.00"), Decimal("250.00")]),
                    "out_of_pocket_left": random.choice([None, None, Decimal("400.00")]),
                }
            )
    return rows


def authorizations(random: Random) -> list[Row]:
    """Items for codes, for all, with and without a quantity."""
    rows = []
    for number in range(24):
        start = a_day(random) - timedelta(random.choice([0, 20]))
        rows.append(
            {
                "authorization_number": f"AUTH{number}",
                "item_number": 1,
                "member_id": random.choice(MEMBERS),
                "hcpcs_code": random.choice([None, *THERAPIES, *THERAPIES, "99601", "99601", "J1569", "J0696"]),
                "start_date": start,
                "end_date": random.choice([None, start + timedelta(40)]),
                "status": random.choices(["approved", "denied"], [9, 1])[0],
                "approved_quantity": random.choice([None, Decimal(3), Decimal(5), Decimal(12), Decimal("4.5")]),
                "billing_npi": random.choices([None, *NPIS], [8, 1, 1])[0],
                "requested_date": random.choice([None, start, start + timedelta(7), start + timedelta(9)]),
            }
        )
    return rows


def encounters(random: Random) -> list[Row]:
    """Stays in hospital, and other encounters."""
    rows = []
    for number in range(4):
        start = a_day(random)
        end = random.choice([start, start + timedelta(2), start + timedelta(3), None])
        rows.append(
            {
                "encounter_id": f"E{number}",
                "member_id": random.choice(MEMBERS),
                "encounter_type": random.choice(["acute inpatient", "acute inpatient", "office visit"]),
                "encounter_start_date": start,
                "encounter_end_date": end,
            }
        )
    return rows


def prescriptions(random: Random) -> list[Row]:
    """Orders and how far their doses lie apart."""
    rows = []
    for number in range(4):
        start = a_day(random)
        rows.append(
            {
                "prescription_id": f"P{number}",
                "member_id": random.choice(MEMBERS),
                "per_diem_code": random.choice([None, *THERAPIES]),
                "start_date": start,
                "end_date": random.choice([None, start + timedelta(10)]),
                "dose_interval_hours": random.choice([None, Decimal(24), Decimal(72), Decimal(168)]),
            }
        )
    return rows


def administrations(random: Random) -> list[Row]:
    """What was given, on most days of somebody."""
    return [
        {
            "administration_id": f"G{number}",
            "member_id": random.choice(MEMBERS),
            "administration_date": a_day(random),
            "per_diem_code": random.choice([None, None, *THERAPIES]),
            "infusion_hours": random.choice([None, Decimal(2), Decimal(20), Decimal(24)]),
            "status": random.choice([None, "completed", "partly", "not_done"]),
        }
        for number in range(60)
    ]


def prices(random: Random) -> list[Row]:
    """Prices by code and by NDC; some end, some are missing."""
    rows = []
    for basis in ("asp", "awp", "acquisition_cost", "physician", "schedule"):
        for code in [*DRUGS, "99601", "B4189"]:
            rows += [
                {
                    "basis": basis,
                    "schedule": "drugs" if basis == "schedule" else None,
                    "hcpcs_code": code,
                    "ndc": ndc,
                    "start_date": start,
                    "end_date": random.choice([None, start + timedelta(100), start + timedelta(9)]),
                    "unit_price": Decimal(random.randint(1, 90_000_000)) / 1_000_000,
                }
                for ndc in (None, NDC if code in DRUGS[:4] else None)
                for start in (BEGIN - timedelta(60), BEGIN + timedelta(15))
                if random.random() < 0.7
            ]
    by_key = {(row["basis"], row["hcpcs_code"], row["ndc"], row["start_date"]): row for row in rows}
    return list(by_key.values())


def other_payers(random: Random, lines: list[Row]) -> dict[str, list[Row]]:
    """What one payor, or two, decided before: amounts of the claim, of all its lines, or of some."""
    payers: list[Row] = []
    on_lines: list[Row] = []
    adjustments: list[Row] = []
    for key in sorted({line["claim_key"] for line in lines}):
        numbers = [line["claim_line_number"] for line in lines if line["claim_key"] == key]
        for sequence in range(1, random.choices([0, 1, 2], [5, 4, 1])[0] + 1):
            payer = f"OTHER{sequence}"
            payers.append(
                {
                    "claim_key": key,
                    "payer_sequence": sequence,
                    "payer_responsibility_code": "S" if sequence > 1 else random.choice(["P", "P", "S"]),
                    "claim_filing_indicator_code": random.choices(["MA", "MB", "CI"], [1, 3, 4])[0],
                    "payer_id": payer,
                    "paid_amount": random.choice([None, Decimal("0.00"), Decimal("150.00"), Decimal("1200.00")]),
                    "allowed_amount": random.choice([None, Decimal("90.00")]),
                    "remittance_date": random.choice([None, BEGIN + timedelta(30)]),
                }
            )
            chance = random.choice([0, 0, 0.6, 1])
            for number in numbers:
                if random.random() >= chance:
                    continue
                here = {"claim_key": key, "claim_line_number": number, "payer_id": payer}
                on_lines.append(
                    here
                    | {
                        "sequence": sequence,
                        "paid_amount": random.choice([Decimal("0.00"), Decimal("40.00"), None]),
                        "remittance_date": random.choice([None, BEGIN + timedelta(random.choice([20, 40]))]),
                    }
                )
                adjustments.append(
                    here
                    | {
                        "sequence": len(adjustments) + 1,
                        "payer_sequence": sequence,
                        "line_payer_sequence": sequence,
                        "group_code": random.choice(["PR", "CO"]),
                        "reason_code": "2",
                        "amount": Decimal("20.00"),
                    }
                )
    return {"other_payer": payers, "other_payer_line": on_lines, "other_payer_adjustment": adjustments}
