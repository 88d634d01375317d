"""What a book says about authorization: who is covered, and what is approved already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from perdiem.engine.book import Book
from perdiem.model.authorization import CoverageSpan, ItemOnFile
from perdiem.model.terms.types import LineOfBusiness


@dataclass(frozen=True, slots=True)
class KnownAuthorizations:
    """Asked by member; without a table nothing is known of it."""

    book: Book | None

    @property
    def has_authorizations(self) -> bool:
        """Whether the book has authorizations."""
        return self.book is not None and self.book.has("authorization_item")

    def on_file_of(self, member_id: str) -> Sequence[ItemOnFile]:
        """The member's items in `authorization_item`."""
        columns = (
            "authorization_number, status, start_date, end_date, hcpcs_code, approved_quantity, billing_npi,"
            " requested_date"
        )
        return [ItemOnFile(*row) for row in self._rows("authorization_item", columns, member_id)]

    def coverage_of(self, member_id: str) -> Sequence[CoverageSpan] | None:
        """The member's spans in `eligibility`; None without that table."""
        if self.book is None or not self.book.has("eligibility"):
            return None
        columns = "enrollment_start_date, enrollment_end_date, line_of_business, birth_date"
        return [
            CoverageSpan(first, last, cast("LineOfBusiness | None", line), birth)
            for first, last, line, birth in self._rows("eligibility", columns, member_id)
        ]

    def _rows(self, table: str, columns: str, member_id: str) -> list[tuple[Any, ...]]:
        if self.book is None or not self.book.has(table):
            return []
        query = f"SELECT {columns} FROM {self.book.sql_name(table)} WHERE member_id = ? ORDER BY ALL"
        rows: list[tuple[Any, ...]] = self.book.engine.run(query, [member_id]).fetchall()
        return rows


@contextmanager
def opened_authorizations(inputs: list[str], time_zone: str | None = None) -> Iterator[KnownAuthorizations]:
    """The book in the inputs, if any; `time_zone` is where FHIR days are counted. Raises what the readers raise."""
    if not inputs:
        yield KnownAuthorizations(None)
        return
    from perdiem.engine.duckdb import open_engine
    from perdiem.faces.cli.convert_faults import tell_faults
    from perdiem.readers.book import open_book

    with open_book(inputs, time_zone=time_zone, engine=open_engine()) as opened:
        tell_faults(opened)
        yield KnownAuthorizations(opened.book)
