"""Small inputs of books, and what a book holds, as lists of rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from perdiem.engine.book import Book
from tests.unit.x12.claim_files import CLAIM, LINES, SUBSCRIBER, one

OTHER = ["SBR*P*18*OTH1******MB", "CAS*CO*45*30**97*5.5*2", "AMT*D*110", "OI***Y***Y", "NM1*IL*1*OTHER*OLGA****MI*X9",
         "NM1*PR*2*MEDICARE*****PI*MCR1", "DTP*573*D8*20250301"]  # fmt: skip
DRUG = ["LIN**N4*00409733501", "CTP****2.5*ML", "REF*XZ*RX1"]
Rows = dict[str, list[dict[str, Any]]]


def claim_file(folder: Path, name: str = "claims.837") -> Path:
    """A claim with a drug and another payor, in a file."""
    lines = [*LINES[:3], *DRUG, "SVD*MCR1*60*HC:S9500**2", "CAS*CO*45*40", "DTP*573*D8*20250302", *LINES[3:]]
    path = folder / name
    path.write_bytes(one([*CLAIM, *OTHER], lines, subscriber=SUBSCRIBER))
    return path


def table_file(folder: Path, name: str, text: str) -> Path:
    """A file of delimited text."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def rows(book: Book) -> Rows:
    """The rows of every table that has some, in the order of their key."""
    found = {
        table.name: [row for batch in book.batches(table, table.key) for row in batch.to_pylist()]
        for table in book.tables
    }
    return {name: inside for name, inside in found.items() if inside}
