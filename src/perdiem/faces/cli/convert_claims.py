"""The 837 of `perdiem convert`: the file, and beside it what could not be written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from perdiem.errors import FaultsFound, UnreadableFile, UnwritableFile, UsageError
from perdiem.faces.cli.words import make_room

if TYPE_CHECKING:
    from perdiem.engine.book import Book
    from perdiem.writers.x12.claims import Address, ClaimsWritten

_COLUMNS = ("npi", "street", "city", "state", "zip_code")


def write_claim_file(
    book: Book, output: Path, *, sender: str, receiver: str, submitter: str, phone: str | None,
    addresses: dict[str, Address], is_test: bool, force: bool,
) -> tuple[ClaimsWritten, list[Path]]:  # fmt: skip
    """Writes the claims; gives what was written, and the files beside it that hold what was set aside.

    Raises UnwritableFile, UsageError when the sender's words cannot stand in X12 or the book has no claims.
    """
    from perdiem.writers.x12.claims import Sending, write_claims

    if not book.has("claim_line"):
        raise UsageError("the inputs hold no claim_line, so there are no claims to write")
    if output.exists() and not force:
        raise UnwritableFile(output, "is there already; name another place, or say --force to replace it")
    for option, word, longest in (("--sender", sender, 15), ("--receiver", receiver, 15),
                                  ("--submitter", submitter, 60),
                                  ("--phone", phone or "0", 20)):  # fmt: skip
        if not word or len(word) > longest or any(mark in word for mark in "*~^>\n\r") or word != word.strip():
            raise UsageError(f"{option} {word!r}: should be 1 to {longest} characters without * ~ ^ >")
    sending = Sending(
        datetime.now(tz=UTC).astimezone(), sender, receiver, submitter, receiver, phone=phone, is_test=is_test,
        addresses=addresses,
    )  # fmt: skip
    make_room(output)
    part = output.with_name(f".{output.name}.part")
    try:
        with part.open("wb") as stream:
            written = write_claims(book, stream, sending)
        if written.claims:  # an interchange without a claim is none
            part.replace(output)
    except OSError as error:
        raise UnwritableFile(output, f"cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    return written, _write_beside(book, output, has_refused=bool(written.refused))


def _write_beside(book: Book, output: Path, *, has_refused: bool) -> list[Path]:
    from perdiem.engine.table_reject import TABLE_REJECT
    from perdiem.model.book import table as declared
    from perdiem.writers.tables.files import write_csv
    from perdiem.writers.x12.claims import write_refusals

    found: list[Path] = []
    if has_refused:
        path = output.with_name(f"{output.name}.refused.csv")
        write_refusals(book, path)
        found.append(path)
    for table in (declared("reject"), TABLE_REJECT):
        if book.has(table.name) and book.count(table.name):
            path = output.with_name(f"{output.name}.{table.name}.csv")
            write_csv(book, table, path)
            found.append(path)
    return found


def read_addresses(path: Path | None) -> dict[str, Address]:
    """Addresses of billing providers by NPI, from a CSV file or a workbook. Raises UnreadableFile, FaultsFound."""
    from perdiem.model.faults import Fault
    from perdiem.readers.grid import read_grid
    from perdiem.writers.x12.claims import Address

    if path is None:
        return {}
    grid = read_grid(path)
    header = [cell.lower() for cell in grid.rows[0]]
    missing = [name for name in _COLUMNS if name not in header]
    if missing:
        raise UnreadableFile(path, f"has no column {', '.join(missing)}; it should have {', '.join(_COLUMNS)}")
    found: dict[str, Address] = {}
    faults = []
    for number, row in enumerate(grid.rows[1:], 1):
        cells = {name: row[header.index(name)] if header.index(name) < len(row) else "" for name in _COLUMNS}
        for name, cell in cells.items():
            if not cell or any(mark in cell for mark in "*~^>\n"):
                place = grid.place(number, header.index(name))
                faults.append(Fault(place, name, "should be a text without * ~ ^ >", cell))
        npi, *rest = cells.values()
        found[npi] = Address(*rest)
    if faults:
        raise FaultsFound(faults)
    return found
