"""One claim line as the oracle sees it: what was billed, and what the steps have found so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from perdiem.model.contract import Contract
from perdiem.model.terms.parties import Site
from tests.oracle.edits import EDITS, ORDER

Row = Mapping[str, Any]
ONE_DAY = timedelta(days=1)


@dataclass(eq=False)
class Line:
    """A claim line. The first block is read from its row; the second is filled step by step."""

    row: Row

    span: Row | None = None  # the eligibility row that holds the first day
    line_of_business: str | None = None
    version: int | None = None
    terms: Contract | None = None
    site: Site | None = None
    authorization: Row | None = None
    authorization_number: str | None = None
    refusals: dict[str, int | None] = field(default_factory=dict)  # edit -> recommendation
    cuts: dict[str, Fraction] = field(default_factory=dict)  # edit -> units
    units: Fraction = Fraction(0)  # billed units as the price counts them
    kept: Fraction = Fraction(0)  # units that no cut has taken
    days_paid: list[date] = field(default_factory=list)
    shares: Fraction | None = None  # sum of the shares of the paid days of a therapy

    def __getitem__(self, column: str) -> Any:
        return self.row.get(column)

    @property
    def name(self) -> tuple[str, int]:
        """What tells the line from every other."""
        return self["claim_key"], self["claim_line_number"]

    @property
    def code(self) -> str | None:
        return self["hcpcs_code"] or None

    @property
    def member(self) -> str | None:
        return self["member_id"] or None

    @property
    def modifiers(self) -> frozenset[str]:
        return frozenset(self[f"hcpcs_modifier_{n}"] for n in range(1, 6)) - {None, ""}

    @property
    def quantity(self) -> Decimal | None:
        found: Decimal | None = self["service_unit_quantity"]
        return found

    @property
    def in_minutes(self) -> bool:
        return bool(self["service_unit_code"] == "MJ")

    @property
    def charge(self) -> Decimal:
        return Decimal(self["charge_amount"] or 0)

    @property
    def place(self) -> str | None:
        return self["place_of_service_code"] or None

    @property
    def is_institutional(self) -> bool:
        return bool(self["claim_type"] == "institutional")

    @property
    def first(self) -> date | None:
        found: date | None = self["claim_line_start_date"]
        return found

    @property
    def last(self) -> date | None:
        found: date | None = self["claim_line_end_date"]
        return found or self.first

    @property
    def days(self) -> list[date]:
        """From the first to the last service day; none where they are missing or reversed."""
        if self.first is None or self.last is None:
            return []
        return [self.first + n * ONE_DAY for n in range((self.last - self.first).days + 1)]

    def holds(self, day: date) -> bool:
        return self.first is not None and self.last is not None and self.first <= day <= self.last

    def shares_a_day_with(self, other: Line) -> bool:
        return any(other.holds(day) for day in self.days)

    @property
    def billing_order(self) -> tuple[Any, ...]:
        return (
            self["received_date"] or date.max,
            self["received_date"] is None,
            self["claim_id"],
            self["claim_line_number"],
            self["claim_key"],
        )

    def comes_before(self, other: Line) -> bool:
        return self.billing_order < other.billing_order

    def refuse(self, edit: str, recommendation: int | None = None) -> None:
        """This edit refuses the line."""
        self.refusals.setdefault(edit, recommendation or EDITS[edit].recommendation)

    def cut(self, edit: str, units: Fraction) -> None:
        """This edit takes units of the line."""
        if units > 0:
            self.cuts[edit] = self.cuts.get(edit, Fraction(0)) + units
            self.kept -= units

    @property
    def is_refused(self) -> bool:
        return bool(self.refusals)

    @property
    def deciding_edit(self) -> str | None:
        """The first edit in the order of the steps that refuses, or by which nothing is left; None: it is priced."""
        if self.refusals:
            return min(self.refusals, key=ORDER.__getitem__)
        if self.cuts and self.kept <= 0:
            # units beyond days take no day, so they alone never deny
            return min((edit for edit in self.cuts if edit != "units_over_days"), key=ORDER.__getitem__, default=None)
        return None
