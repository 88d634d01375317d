"""A small invented book in which every event that levers look at happens a known number of times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from perdiem.engine.book import Book
from tests.adjudicating import book_on_engine

Row = dict[str, Any]
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
NPI = "1000000012"


def line(claim: str, member: str, code: str, day: date, **more: Any) -> Row:
    """One claim line of one day at home, charged 1,000 dollars a unit unless said otherwise."""
    units = more.pop("units", 1)
    last = more.pop("last", day)
    return {
        "claim_key": claim, "claim_id": claim, "claim_line_number": more.pop("number", 1), "claim_type": "professional",
        "claim_frequency_code": "1", "member_id": member, "claim_filing_indicator_code": "CI",
        "claim_line_start_date": day, "claim_line_end_date": last, "place_of_service_code": "12", "hcpcs_code": code,
        "service_unit_quantity": Decimal(units), "service_unit_code": "UN", "charge_amount": Decimal(1000) * units,
        "claim_charge_amount": Decimal(0), "billing_npi": NPI, "received_date": last + timedelta(10),
        "source_file": "made",
    } | more  # fmt: skip


def members(count: int) -> list[Row]:
    """Members covered for the whole year."""
    return [
        {"member_id": f"M{number}", "enrollment_start_date": FIRST, "enrollment_end_date": LAST,
         "line_of_business": "commercial", "is_medicare_primary": False}
        for number in range(count)
    ]  # fmt: skip


def year_of_therapy(patients: int) -> list[Row]:
    """One per diem of anti-infectives a patient for every day of the year, a claim a month."""
    rows = []
    for number in range(patients):
        for month in range(1, 13):
            first = date(2026, month, 1)
            last = (first + timedelta(31)).replace(day=1) - timedelta(1)
            days = (last - first).days + 1
            rows.append(line(f"T{number}-{month}", f"M{number}", "S9500", first, last=last, units=days))
    return rows


def blocked_catheters(count: int, in_emergency_room: int, *, visit: Decimal = Decimal(2000)) -> list[Row]:
    """Blocked catheters a month apart, cleared at home but for some in an emergency room, at that allowed amount."""
    rows = []
    for number in range(count):
        day = FIRST + timedelta(20 + number // 10 * 30)
        member = f"M{number % 10}"
        if number < in_emergency_room:
            rows.append(line(f"E{number}", member, "99284", day, place_of_service_code="23", allowed_amount=visit,
                             paid_amount=visit * Decimal("0.75")))  # fmt: skip
            rows.append(line(f"E{number}", member, "36593", day, number=2, place_of_service_code="23"))
        else:
            rows.append(line(f"H{number}", member, "S5517", day))
    return rows


def made_book(lines: Sequence[Row], patients: int = 10, **tables: Sequence[Row]) -> Book:
    """The rows as a book, with that many members covered all year."""
    rows: Mapping[str, Sequence[Row]] = {"claim_line": lines, "eligibility": members(patients), **tables}
    return book_on_engine(rows)
