"""Claim lines of generated books: dense enough that they meet, few members and few weeks, most lines in order."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

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
# codes that rules look at beside each other, billed together
TOGETHER = [
    ["99601", "99601", "99602"],
    ["S5522", "99601", "99602"],
    ["B4035", "B4034"],
    ["S9374", "S9365"],
    ["S9338", "S9348", "S9500"],
    ["S9494", "S9500", "S9501"],
    ["S9123", "99601"],
    ["S5501", "S9500"],
]
NDC = "00409733201"


def a_day(random: Random) -> date:
    """A day of the book."""
    return BEGIN + timedelta(random.randrange(7 * WEEKS))


def _rarely(random: Random, usual: Any, *others: Any) -> Any:
    return random.choice(others) if random.random() < 0.01 else usual


def claim_of(random: Random, key: str, before: list[Row]) -> list[Row]:
    """The lines of one claim; some replace, void or repeat what was billed before."""
    first = a_day(random)
    claim = {
        "claim_key": key,
        "claim_id": key.lower() if random.random() < 0.95 else "shared",
        "claim_type": "institutional" if random.random() < 0.12 else "professional",
        "claim_frequency_code": random.choices(["1", "7", "8"], [200, 14, 1])[0],
        "clearinghouse_claim_number": f"H{key}",
        "member_id": random.choices([*MEMBERS, None], [8, 8, 8, 1])[0],
        "billing_npi": _rarely(random, random.choices(NPIS, [9, 1])[0], None),
        "billing_taxonomy_code": random.choices(["3336H0001X", "251E00000X", None], [16, 1, 1])[0],
        "bill_type_code": random.choice(["321", "831", None]),
        "claim_filing_indicator_code": random.choices(["CI", "MC", "16", None], [24, 1, 1, 2])[0],
        "claim_authorization_number": random.choice(["AUTH1", None]),
        "claim_note": random.choice([None, None, "seen"]),
        "diagnosis_code_1": random.choice(["O210", "A419"]),
        "received_date": _rarely(random, first + timedelta(random.randint(16, 60)), None, first),
        "source_file": "generated",
        "claim_charge_amount": Decimal("0.00"),
    }
    if claim["claim_frequency_code"] != "1" and before:
        replaced = random.choice([line for line in before if line["claim_frequency_code"] == "7"] or before)
        claim |= {column: replaced[column] for column in ("member_id", "billing_npi")}
        if random.random() < 0.5:
            claim["payer_claim_control_number"] = replaced["clearinghouse_claim_number"]
        else:
            claim["claim_id"] = replaced["claim_id"]
        if replaced["received_date"]:
            claim["received_date"] = replaced["received_date"] + timedelta(random.choice([0, 7, 25, 40]))
    lines = []
    together = random.choice(TOGETHER) if random.random() < 0.25 else [None] * random.randint(1, 5)
    for number, code in enumerate(together, start=1):
        lines.append(claim | {"claim_line_number": number} | _service(random, first, code))
        if claim["claim_type"] == "institutional" and random.random() < 0.5:
            lines[-1]["place_of_service_code"] = None
    if before and random.random() < 0.15:  # a line sent once more
        again = random.choice(before)
        lines.append(again | claim | {"claim_line_number": len(lines) + 1, "member_id": again["member_id"]})
        for line in lines:
            line["member_id"] = again["member_id"]
    for line in lines:
        line["claim_charge_amount"] = sum((each["charge_amount"] for each in lines), Decimal("0.00"))
    return lines


def _service(random: Random, near: date, code: str | None = None) -> Row:
    """One line of a code, or of any; lines of a given code begin within two days of each other."""
    first = near + timedelta(random.randint(0, 1 if code else 6))
    code = code or random.choice(random.choices([DAY_CODES, NURSING_CODES, DRUGS, OTHER_CODES], [8, 4, 3, 4])[0])
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
        "place_of_service_code": random.choices(["12", "13", "49", "11", "32", None], [150, 8, 5, 2, 2, 1])[0],
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
