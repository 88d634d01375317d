"""What was read into a book: for each table and source the rows read, kept and rejected, and what was done to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from perdiem.model.interchange import ClaimFile, RemittanceFile, X12File

ZERO = Decimal("0.00")


@dataclass(slots=True)
class TableReading:
    """One source of one table. Rows read = rows kept + rows rejected.

    `charges_read` and `charges_kept` sum the charges of claim lines that could be read, in USD; zero for other tables.
    """

    table: str
    source: str
    kind: str
    rows_read: int = 0
    rows_rejected: int = 0
    charges_read: Decimal = ZERO
    charges_rejected: Decimal = ZERO

    @property
    def rows_kept(self) -> int:
        """The rows that are in the book."""
        return self.rows_read - self.rows_rejected

    @property
    def charges_kept(self) -> Decimal:
        """The charges of the claim lines that are in the book."""
        return self.charges_read - self.charges_rejected


@dataclass(slots=True)
class Reading:
    """Everything that a book was read from.

    Claims read = claims kept + claims rejected: a claim is kept when at least one of its lines is in the book;
    `claims_in_part` are those of them that lost a line. Lines and charges (USD) are those of claim_line, and of the
    claims of claim files that were set aside, whose charges are what they say of themselves. `notes` are sentences on
    what was filled, left aside or not looked at: nothing of it is an error.
    """

    tables: list[TableReading] = field(default_factory=list)
    claim_files: list[ClaimFile] = field(default_factory=list)
    remittance_files: list[RemittanceFile] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    claims_read: int = 0
    claims_rejected: int = 0
    claims_in_part: int = 0
    lines_read: int = 0
    lines_rejected: int = 0
    charges_read: Decimal = ZERO
    charges_rejected: Decimal = ZERO

    @property
    def rows_rejected(self) -> int:
        """Rows of tables, and claims of claim files and remittances, that are not in the book."""
        return sum(each.rows_rejected for each in self.tables) + sum(file.claims_rejected for file in self.x12_files)

    @property
    def x12_files(self) -> tuple[X12File, ...]:
        """The claim files, then the remittance files."""
        return (*self.claim_files, *self.remittance_files)
