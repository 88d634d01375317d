"""Contracts, requests and later claims drawn by a seed, for the property that claims agree with decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from ruamel.yaml import YAML

from perdiem.model.authorization import Action, AuthorizationRequest, Decision, Priority, RequestItem, Ruling
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.model.contract import Agreement
from perdiem.readers.contract_file import read_contract
from tests.unit.authorization.requests import NOW, item, request

BEGIN = date(2026, 3, 2)
BEFORE_HOLIDAY = date(2026, 5, 20)  # Memorial Day is on the 25th
IN_TIME_BY_IT = (date(2026, 5, 26), date(2026, 5, 28))  # after 3 or 5 working days, 4 or 6 of Monday to Friday
NPIS = ("1000000012", "1000000020")
LINES = ("commercial", "medicare_advantage", "managed_medicaid")
DRUGS, PER_DIEMS = ("J1745", "J0696", "J2997"), ("S9359", "S9500", "S9374", "S9338")
VISITS, OTHERS = ("99601", "99601", "99602", "S9123"), ("S5517", "A4222", "E0776", "B4035", "S5522", "X0001")
CODES = (*DRUGS, *PER_DIEMS, *VISITS, *OTHERS)
CLEARING = {"S5517", "J2997"}
# of each row one rule or none: two on the same codes would contradict each other
RULES: list[list[dict[str, Any]]] = [
    [{"for": "everything", "needed": "yes"}],
    [{"for": "drug", "needed": "yes"}, {"for": "drug", "needed": "listed_only"}],
    [{"for": "per_diem", "needed": "yes"}],
    [{"for": "nursing", "needed": "yes"}, {"for": "nursing", "needed": "no"}],
    [{"for": ["anti_infective_therapy", "hydration_therapy"], "needed": "no"}],
    [{"for": "de_clotting", "needed": "no"}, {"for": "de_clotting", "needed": "yes"}],
    [{"for": "S9359", "needed": "yes", "lines_of_business": "commercial"}],
    [{"for": "J1745", "needed": "yes", "lines_of_business": ["medicare_advantage", "managed_medicaid"]}],
    [{"for": "99602", "needed": "yes", "when": "a visit is longer than four hours"}],
    [{"for": "S9123", "needed": "no", "when": "an infusion nurse comes"}],
]


def _authorization(random: Random) -> dict[str, Any]:
    drawn = [random.choice(rules) for rules in RULES if random.random() < 0.5]
    terms: dict[str, Any] = {"rules": drawn or RULES[0]}
    if random.random() < 0.7:
        kinds = ["per_diem", "supplies", "equipment", "nursing"]
        terms["drug_approval_carries"] = random.sample(kinds, random.randint(1, 4))
    if random.random() < 0.5:
        terms["listed"] = random.sample(["J1745", "J0696"], random.randint(1, 2))
    if random.random() < 0.6:
        terms["late_request_working_days"] = random.choice(["0", "3", "5"])
    if random.random() < 0.3:
        terms["requested_by"] = random.choice([["prescriber"], ["infusion_provider"]])
    return terms


def agreement(random: Random) -> Agreement:
    """A contract that asks for authorization in some way, changed in half of the draws by an amendment in March."""
    base: dict[str, Any] = {
        "contract": "test",
        "payor": {"name": "Plan"},
        "provider": {"name": "Pharmacy"},
        "effective": {"from": "2026-01-01", "to": "2026-12-31"},
        "rates": [{"codes": "any_per_diem", "rate": "100.00", "per": "day"}],
        "authorization": _authorization(random),
    }
    if random.random() < 0.3:
        base["sites"] = {"same_terms": random.choice(["yes", "no"]), "locations": [{"npi": npi} for npi in NPIS]}
    if random.random() < 0.3:
        base["coding"] = {"refused": "S9338"}
    files = {"contract.yaml": base}
    if random.random() < 0.5:
        base["amendments"] = ["amendment.yaml"]
        files["amendment.yaml"] = {
            "contract": "test-1",
            "amends": "test",
            "effective": {"from": str(BEGIN + timedelta(random.randint(1, 25)))},
            "authorization": _authorization(random),
        }
    with TemporaryDirectory() as folder:
        for name, data in files.items():
            with (Path(folder) / name).open("w", encoding="utf-8") as file:
                YAML(typ="safe", pure=True).dump(data, file)
        return read_contract(Path(folder) / "contract.yaml")


def settings_of(random: Random) -> AuthorizationSettings:
    """Settings that approve some codes, or none, without a person."""
    approved = random.choice(
        [[], [{"for": "drug"}], [{"for": ["J1745", "S9359"]}, {"for": "nursing", "up_to_days": 20}]]
    )
    late = random.choice(["deny", "from_first_day_in_time"])
    return AuthorizationSettings.model_validate({"auto_approve": approved, "late_request": late})


def _item(random: Random, sequence: int, first: date | None = None) -> RequestItem:
    first = first or BEGIN + timedelta(random.randint(0, 20))
    last = random.choice([first, first + timedelta(random.randint(1, 20)), None])
    quantity = random.choice([None, random.randint(1, 60)])
    return item(sequence, random.choice(CODES), first_day=first, last_day=last, quantity=quantity)


def requests(random: Random, members: int) -> list[AuthorizationRequest]:
    """One request or two of each member, some across a holiday; the second may ask for the same again."""
    found = []
    for number in range(members):
        first = BEFORE_HOLIDAY if random.random() < 0.3 else None
        days_later = (random.choice(IN_TIME_BY_IT) - NOW.date()).days if first else random.randint(-3, 25)
        asked = request(
            *(_item(random, sequence, first) for sequence in range(1, random.randint(2, 6))),
            number=f"R{number}",
            member_id=f"M{number}",
            submitted_at=NOW + timedelta(days=days_later),
            provider_npi=random.choice(NPIS),
            line_of_business=random.choice(LINES),
            priority=random.choice(list(Priority)),
            diagnoses=random.choice([("K50.90",), ("K50.90",), ()]),
        )
        found.append(asked)
        if random.random() < 0.4:
            more = tuple(random.choice([each, _item(random, each.sequence, first)]) for each in asked.items)
            again = replace(asked.identifier, value=f"R{number}b")
            found.append(
                replace(asked, identifier=again, items=more, submitted_at=asked.submitted_at + timedelta(days=2))
            )
    return found


def rulings(random: Random, decision: Decision, asked: AuthorizationRequest) -> list[Ruling]:
    """What a person decides of some of the pended items."""
    items = {each.sequence: each for each in asked.items}
    found = []
    for pended in decision.pended:
        drawn = random.random()
        if drawn < 0.4:
            quantity = items[pended.sequence].quantity
            less = quantity if quantity is None or random.random() < 0.7 else max(Decimal(1), quantity // 2)
            found.append(Ruling(pended.sequence, Action.APPROVE, quantity=less))
        elif drawn < 0.6:
            found.append(Ruling(pended.sequence, Action.DENY, "Not needed."))
    return found


def claim_lines(random: Random, member: str, npi: str, items: list[tuple[str, date, date]]) -> list[dict[str, Any]]:
    """One line for each code and days; a visit on which a catheter is cleared has the kit or drug beside it.

    `items` are codes with their first and last day. Units are 1 for each day of the line.
    """
    found: list[dict[str, Any]] = []

    def add(code: str, first: date, last: date) -> None:
        found.append(
            {
                "claim_key": f"{member}-{len(found)}",
                "claim_id": f"{member}-{len(found)}",
                "claim_line_number": 1,
                "claim_type": "professional",
                "member_id": member,
                "billing_npi": npi,
                "received_date": date(2026, 12, 1),
                "claim_line_start_date": first,
                "claim_line_end_date": last,
                "place_of_service_code": "12",
                "hcpcs_code": code,
                "service_unit_quantity": Decimal(1),
                "charge_amount": Decimal("100.00"),
            }
        )

    for code, first, last in items:
        day = first + timedelta(random.randint(0, (last - first).days))
        add(code, day, day)
        if code in {"99601", "99602"}:
            for other, begin, end in items:
                if other in CLEARING and begin <= day <= end:
                    add(other, day, day)
    return found
