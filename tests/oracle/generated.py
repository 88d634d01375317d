"""Contracts and books drawn by a seed, dense enough that lines meet: few members, few weeks, most lines in order.

`agreement(random)` and `book(random)` give what `decide` takes; the same seed gives the same. Rows carry the declared
columns that adjudication looks at, so that the same book can go through the program itself.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from perdiem.model.contract import Agreement, Contract
from perdiem.model.periods import Period
from tests.oracle.generated_terms import terms

Row = dict[str, Any]

BEGIN = date(2026, 3, 2)
WEEKS = 5
MEMBERS = ["M1", "M2", "M3"]
NPIS = ["1000000012", "1000000020"]
THERAPIES = ["S9500", "S9501", "S9494", "S9338", "S9365", "S9374", "S9342", "S9348", "S9379"]
DAY_CODES = [*THERAPIES, *THERAPIES, "S5501", "S5498", "S9208"]
NURSING_CODES = ["99601", "99601", "99602", "S9123", "T1001"]
DRUGS = ["J0696", "J1569", "J1570", "J2997", "J7050", "J3490"]
OTHER_CODES = ["S9810", "S5517", "S5520", "S5522", "A4222", "E0776", "A9901", "B4035", "B4034", "B4105"]
OTHER_CODES += ["B4164", "B4189", "B4150", "G0068", "J3370", "36593", "Z9999"]
MARKS = ["SH", "SJ", "SS", "59", "76", "TD", "TE", "CR"]
RARE_MARKS = ["EY", "GA", "GZ", "JZ", "XE"]
NDC = "00409733201"


def agreement(random: Random) -> Agreement:
    """A contract of one version, or of two with a day between."""
    first = Contract.model_validate(terms(random))
    if random.random() < 0.7:
        ends = None if random.random() < 0.9 else BEGIN + timedelta(20)
        return Agreement(versions=((Period(None, ends), first),), file="generated.yaml")
    day = BEGIN + timedelta(random.randrange(7 * WEEKS))
    second = Contract.model_validate(terms(random))
    versions = ((Period(None, day), first), (Period(day + timedelta(1), None), second))
    return Agreement(versions=versions, file="generated.yaml")


def book(random: Random, claims: int = 8) -> dict[str, list[Row]]:
    """Claim lines, and each other table with an even chance."""
    lines: list[Row] = []
    for number in range(claims):
        lines.extend(_claim(random, f"K{number}", lines))
    tables = {"claim_line": lines}
    makers = {
        "eligibility": _eligibility,
        "authorization_item": _authorizations,
        "encounter": _encounters,
        "prescription": _prescriptions,
        "administration": _administrations,
        "price": _prices,
    }
    for name, make in makers.items():
        if random.random() < 0.5:
            tables[name] = make(random)
    if random.random() < 0.4:
        tables |= _other_payers(random, lines)
    return tables


def _day(random: Random) -> date:
    return BEGIN + timedelta(random.randrange(7 * WEEKS))


def _rarely(random: Random, usual: Any, *others: Any) -> Any:
    return random.choice(others) if random.random() < 0.01 else usual


def _claim(random: Random, key: str, before: list[Row]) -> list[Row]:
    first = _day(random)
    claim = {
        "claim_key": key,
        "claim_id": key.lower() if random.random() < 0.9 else "shared",
        "claim_type": "institutional" if random.random() < 0.1 else "professional",
        "claim_frequency_code": random.choices(["1", "7", "8"], [94, 5, 1])[0],
        "clearinghouse_claim_number": f"H{key}",
        "member_id": _rarely(random, random.choice(MEMBERS), None),
        "billing_npi": _rarely(random, random.choices(NPIS, [9, 1])[0], None),
        "billing_taxonomy_code": random.choices(["3336H0001X", "251E00000X", None], [16, 1, 1])[0],
        "bill_type_code": random.choice(["321", "831", None]),
        "claim_filing_indicator_code": random.choices(["CI", "MC", "16", None], [8, 1, 1, 2])[0],
        "claim_authorization_number": random.choice(["AUTH1", None]),
        "claim_note": random.choice([None, None, "seen"]),
        "diagnosis_code_1": random.choice(["O210", "A419"]),
        "received_date": _rarely(random, first + timedelta(random.randint(20, 70)), None, first),
        "source_file": "generated",
        "claim_charge_amount": Decimal("0.00"),
    }
    if claim["claim_frequency_code"] != "1" and before:
        replaced = random.choice(before)
        claim |= {column: replaced[column] for column in ("member_id", "billing_npi")}
        claim["payer_claim_control_number"] = replaced["clearinghouse_claim_number"]
    lines = []
    for number in range(1, random.randint(2, 6)):
        lines.append(claim | {"claim_line_number": number} | _service(random, first))
    if before and random.random() < 0.15:  # a line sent once more
        again = random.choice(before)
        lines.append(again | claim | {"claim_line_number": len(lines) + 1, "member_id": again["member_id"]})
        for line in lines:
            line["member_id"] = again["member_id"]
    for line in lines:
        line["claim_charge_amount"] = sum((each["charge_amount"] for each in lines), Decimal("0.00"))
    return lines


def _service(random: Random, near: date) -> Row:
    code = random.choice(random.choices([DAY_CODES, NURSING_CODES, DRUGS, OTHER_CODES], [8, 4, 3, 4])[0])
    first = near + timedelta(random.randint(0, 6))
    length = random.choice([1, 2, 4, 7, 7, 10]) if code in DAY_CODES else random.choice([1, 1, 1, 3])
    units = Decimal(length)
    if code not in DAY_CODES:
        units = Decimal(random.choice(["1", "2", "3", "10"]))
    elif random.random() < 0.25:
        units = Decimal(max(1, length + random.choice([-3, -1, 2])))
    in_minutes = code in NURSING_CODES and random.random() < 0.2
    if code in DRUGS and random.random() < 0.3:
        units = Decimal("2.5")
    modifiers = [mark for mark in MARKS if random.random() < 0.07]
    modifiers += [mark for mark in RARE_MARKS if random.random() < 0.005]
    modifiers += ["GY"] if random.random() < 0.15 else []
    if code in DRUGS or code in DAY_CODES:
        modifiers += random.choices([[], ["SV"], ["JW"]], [90, 6, 4])[0]
    row = {
        "hcpcs_code": _rarely(random, code, None),
        "claim_line_start_date": _rarely(random, first, None),
        "claim_line_end_date": _rarely(
            random, first + timedelta(length - 1), None, first - timedelta(2), first + timedelta(400)
        ),
        "place_of_service_code": random.choices(["12", "13", "49", "11", "32", None], [85, 5, 5, 2, 2, 1])[0],
        "service_unit_quantity": Decimal(random.choice([20, 60, 91, 150]))
        if in_minutes
        else _rarely(random, units, None, Decimal("1.5"), Decimal(0)),
        "service_unit_code": "MJ" if in_minutes else "UN",
        "charge_amount": _rarely(
            random, Decimal(random.randint(1000, 150000)) / 100, Decimal("0.00"), Decimal("-5.00")
        ),
        "ndc": NDC if code in DRUGS and random.random() < 0.5 else None,
        "ndc_quantity": random.choice([None, Decimal("0.7"), Decimal("3")]),
        "line_authorization_number": random.choice([None, None, "AUTH2"]),
        "rendering_npi": random.choice([None, None, *NPIS]),
    }
    return row | {f"hcpcs_modifier_{n}": mark for n, mark in enumerate(modifiers[:5], start=1)}


def _eligibility(random: Random) -> list[Row]:
    rows = []
    for member in MEMBERS:
        starts = [BEGIN - timedelta(random.choice([300, 30, -3]))]
        starts += [_day(random) + timedelta(2)] if random.random() < 0.3 else []
        for start in dict.fromkeys(starts):
            rows.append(
                {
                    "member_id": member,
                    "enrollment_start_date": start,
                    "enrollment_end_date": random.choice([None, None, BEGIN + timedelta(33)]),
                    "line_of_business": random.choice(["commercial", "commercial", "medicare_advantage", None]),
                    "is_medicare_primary": random.choices([None, False, True], [5, 4, 1])[0],
                    "state": random.choice(["OH", "OH", "PA", None]),
                    "deductible_left": random.choice([None, Decimal("0.00"), Decimal("250.00")]),
                    "out_of_pocket_left": random.choice([None, None, Decimal("400.00")]),
                }
            )
    return rows


def _authorizations(random: Random) -> list[Row]:
    rows = []
    for number in range(12):
        start = _day(random) - timedelta(random.choice([0, 20]))
        rows.append(
            {
                "authorization_number": f"AUTH{number}",
                "item_number": 1,
                "member_id": random.choice(MEMBERS),
                "hcpcs_code": random.choice([None, *THERAPIES[:4], "99601", "J1569"]),
                "start_date": start,
                "end_date": random.choice([None, start + timedelta(40)]),
                "status": random.choices(["approved", "denied"], [9, 1])[0],
                "approved_quantity": random.choice([None, Decimal(5), Decimal(12)]),
                "billing_npi": random.choice([None, None, *NPIS]),
                "requested_date": random.choice([None, start, start + timedelta(9)]),
            }
        )
    return rows


def _encounters(random: Random) -> list[Row]:
    rows = []
    for number in range(4):
        start = _day(random)
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


def _prescriptions(random: Random) -> list[Row]:
    return [
        {
            "prescription_id": f"P{number}",
            "member_id": random.choice(MEMBERS),
            "per_diem_code": random.choice([None, *THERAPIES]),
            "start_date": _day(random),
            "end_date": random.choice([None, BEGIN + timedelta(30)]),
            "dose_interval_hours": random.choice([None, Decimal(24), Decimal(72), Decimal(168)]),
        }
        for number in range(4)
    ]


def _administrations(random: Random) -> list[Row]:
    return [
        {
            "administration_id": f"G{number}",
            "member_id": random.choice(MEMBERS),
            "administration_date": _day(random),
            "per_diem_code": random.choice([None, None, *THERAPIES]),
            "infusion_hours": random.choice([None, Decimal(2), Decimal(20), Decimal(24)]),
        }
        for number in range(60)
    ]


def _prices(random: Random) -> list[Row]:
    rows = []
    for basis in ("asp", "acquisition_cost", "physician", "schedule"):
        for code in [*DRUGS, "99601", "B4189"]:
            rows += [
                {
                    "basis": basis,
                    "schedule": "drugs" if basis == "schedule" else None,
                    "hcpcs_code": code,
                    "ndc": ndc,
                    "start_date": start,
                    "end_date": random.choice([None, start + timedelta(100)]),
                    "unit_price": Decimal(random.randint(1, 90_000_000)) / 1_000_000,
                }
                for ndc in (None, NDC if code in DRUGS[:1] else None)
                for start in (BEGIN - timedelta(60), BEGIN + timedelta(15))
                if random.random() < 0.7
            ]
    by_key = {(row["basis"], row["hcpcs_code"], row["ndc"], row["start_date"]): row for row in rows}
    return list(by_key.values())


def _other_payers(random: Random, lines: list[Row]) -> dict[str, list[Row]]:
    payers: list[Row] = []
    on_lines: list[Row] = []
    adjustments: list[Row] = []
    for key in sorted({line["claim_key"] for line in lines}):
        if random.random() < 0.5:
            continue
        theirs = [line for line in lines if line["claim_key"] == key]
        payers.append(
            {
                "claim_key": key,
                "payer_sequence": 1,
                "payer_responsibility_code": random.choice(["P", "S"]),
                "claim_filing_indicator_code": random.choice(["MA", "MB", "CI"]),
                "payer_id": "OTHER",
                "paid_amount": random.choice([None, Decimal("0.00"), Decimal("150.00")]),
                "allowed_amount": random.choice([None, Decimal("90.00")]),
                "remittance_date": random.choice([None, BEGIN + timedelta(30)]),
            }
        )
        for line in theirs if random.random() < 0.5 else []:
            here = {"claim_key": key, "claim_line_number": line["claim_line_number"], "payer_id": "OTHER"}
            on_lines.append(here | {"sequence": 1, "paid_amount": random.choice([Decimal("0.00"), Decimal("40.00")])})
            adjustments.append(
                here
                | {
                    "sequence": len(adjustments) + 1,
                    "line_payer_sequence": 1,
                    "group_code": random.choice(["PR", "CO"]),
                    "reason_code": "2",
                    "amount": Decimal("20.00"),
                }
            )
    return {"other_payer": payers, "other_payer_line": on_lines, "other_payer_adjustment": adjustments}
