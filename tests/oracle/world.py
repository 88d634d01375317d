"""Everything that the steps look at: the lines in billing order, the claims, the book's other tables, the codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from hashlib import md5
from typing import Any

from perdiem.codes import packaged_code_sets
from perdiem.codes.expand import expand
from perdiem.model.contract import Agreement
from tests.oracle.edits import ORDER
from tests.oracle.line import Line, Row

FILING = {
    "MC": "managed_medicaid",
    "16": "medicare_advantage",
    "WC": "workers_compensation",
    "CH": "tricare",
    **dict.fromkeys(("CI", "BL", "12", "13", "14", "HM"), "commercial"),
}
DE_CLOTTING = {"S5517", "J2997", "36593"}
VISIT, ADDED_HOUR = "99601", "99602"
NURSING = {VISIT, ADDED_HOUR}


@dataclass(frozen=True)
class Claim:
    """A claim: its lines in line order; what it says as a whole stands on each of them."""

    key: str
    lines: tuple[Line, ...]

    def __getitem__(self, column: str) -> Any:
        return self.lines[0][column]

    @property
    def order(self) -> tuple[Any, ...]:
        received = self["received_date"]
        return received or date.max, received is None, self["claim_id"], self.key

    @property
    def our_number(self) -> str:
        """`payer_claim_number`: what this payor calls the claim."""
        columns = ("billing_npi", "member_id", "claim_id", "claim_frequency_code", "received_date")
        text = "|".join("" if self[column] is None else str(self[column]) for column in columns)
        return "P" + md5(text.encode(), usedforsecurity=False).hexdigest()[:15].upper()

    def takes_the_place_of(self, earlier: Claim) -> bool:
        """Whether this later claim replaces or voids that one."""
        if self["claim_frequency_code"] not in {"7", "8"} or earlier.order >= self.order:
            return False
        if not self["billing_npi"] or not self["member_id"]:
            return False
        if any(self[column] != earlier[column] for column in ("billing_npi", "member_id")):
            return False
        named = self["payer_claim_control_number"]
        same = self["claim_id"] == earlier["claim_id"]
        return bool(same or (named and named in {earlier.our_number, earlier["clearinghouse_claim_number"]}))


class World:
    """A book under an agreement."""

    def __init__(self, agreement: Agreement, book: Mapping[str, Sequence[Row]]) -> None:
        self.agreement = agreement
        self.book = book
        self.sets = packaged_code_sets()
        self.lines = sorted((Line(row) for row in book.get("claim_line", [])), key=lambda line: line.billing_order)
        by_key: dict[str, list[Line]] = {}
        for line in sorted(self.lines, key=lambda line: line["claim_line_number"]):
            by_key.setdefault(line["claim_key"], []).append(line)
        self.claims = {key: Claim(key, tuple(lines)) for key, lines in by_key.items()}
        self._place()

    def has(self, table: str) -> bool:
        """Whether the book has the table, be it empty."""
        return table in self.book

    def rows(self, table: str, **wanted: Any) -> Iterator[Row]:
        """The rows of a table whose columns have these values; none where the book lacks it."""
        for row in self.book.get(table, []):
            if all(row.get(column) == value for column, value in wanted.items()):
                yield row

    def of_member(self, table: str, line: Line) -> list[Row]:
        """The rows of the line's member."""
        return list(self.rows(table, member_id=line.member)) if line.member else []

    def claim_of(self, line: Line) -> Claim:
        return self.claims[line["claim_key"]]

    def family(self, name: str) -> frozenset[str]:
        return _family(name)

    def codes(self, *items: str) -> frozenset[str]:
        return _codes(items)

    def is_in(self, line: Line, *families: str) -> bool:
        return any(line.code in self.family(name) for name in families)

    def counts_days(self, line: Line) -> bool:
        return self.is_in(line, "any_per_diem")

    def is_therapy(self, line: Line) -> bool:
        return self.is_in(line, "therapy_per_diem")

    def others(self, line: Line) -> list[Line]:
        """All other lines of the line's member, in billing order; none for a line without a member."""
        if not line.member:
            return []
        return [other for other in self.lines if other is not line and other.member == line.member]

    def standing_beside(self, line: Line) -> list[Line]:
        """The standing lines of the member, without this one."""
        return [other for other in self.others(line) if other in self.standing_set]

    @cached_property
    def standing(self) -> list[Line]:
        """What remains after step 11, in billing order. Ask only then: it is kept from the first asking on."""
        return [line for line in self.lines if not line.is_refused]

    @cached_property
    def standing_set(self) -> frozenset[Line]:
        return frozenset(self.standing)

    @cached_property
    def de_clotting_days(self) -> dict[str, set[date]]:
        """Member to the days of de-clotting lines that pass steps 1 and 2. Ask after those."""
        days: dict[str, set[date]] = {}
        for line in self.lines:
            passes = all(ORDER[edit] > ORDER["superseded_claim"] for edit in line.refusals)
            if line.code in DE_CLOTTING and line.member and passes:
                days.setdefault(line.member, set()).update(line.days)
        return days

    def is_de_clotting_visit(self, line: Line) -> bool:
        """Nursing on a de-clotting day, by its first day."""
        return line.code in NURSING and line.first in self.de_clotting_days.get(line.member or "", set())

    def _place(self) -> None:
        """Eligibility span, version, line of business and site of every line."""
        for line in self.lines:
            line.span = self._span(line)
            if line.first is None:
                continue
            for number, (period, contract) in enumerate(self.agreement.versions, start=1):
                if line.first in period:
                    line.version, line.terms = number, contract
                    break
        for line in self.lines:
            line.line_of_business = self._line_of_business(line)
            line.site = self._site(line)

    def _span(self, line: Line) -> Row | None:
        spans = [row for row in self.of_member("eligibility", line) if span_holds(row, line.first)]
        return max(spans, key=lambda row: row["enrollment_start_date"], default=None)

    def _line_of_business(self, line: Line) -> str | None:
        if line.span and line.span.get("line_of_business"):
            return str(line.span["line_of_business"])
        named = line.terms.lines_of_business if line.terms else None
        if named and len(named) == 1:
            return named[0]
        return FILING.get(line["claim_filing_indicator_code"])

    def _site(self, line: Line) -> Any:
        if line.terms is None or line.first is None:
            return None
        for column in ("facility_npi", "rendering_npi", "billing_npi"):
            for site in line.terms.sites.locations or ():
                if site.npi and site.npi == line[column] and holds(site.from_, site.to, line.first):
                    return site
        return None


@cache
def _family(name: str) -> frozenset[str]:
    return frozenset(packaged_code_sets().families[name])


@cache
def _codes(items: tuple[str, ...]) -> frozenset[str]:
    return frozenset(expand(items, packaged_code_sets()))


def holds(first: date | None, last: date | None, day: date) -> bool:
    """Whether a closed interval, open where an end is missing, holds the day."""
    return (first is None or first <= day) and (last is None or day <= last)


def span_holds(row: Row, day: date | None) -> bool:
    """Whether an eligibility row covers the day."""
    return day is not None and holds(row["enrollment_start_date"], row.get("enrollment_end_date"), day)
