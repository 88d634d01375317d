"""The way in: claims from files, folders, archives and streams, as batches of the book's tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from perdiem.model.book import CLAIM_TABLES
from perdiem.model.interchange import ClaimFile
from perdiem.readers.x12.form import CLAIMS
from perdiem.readers.x12.interchanges import BLOCK, Interchanges
from perdiem.readers.x12.source import Inputs, Source, sources
from perdiem.readers.x12.tables import tables_of


@dataclass(frozen=True, slots=True)
class ClaimBatch:
    """What one block of one file held: pyarrow record batches by the name of their table; empty ones are left out."""

    file: ClaimFile
    tables: dict[str, Any]


class ClaimReading:
    """Gives batches while it reads. `files` grows as files are begun, and is complete when the batches are used up."""

    def __init__(self, inputs: Inputs, block: int, received: date | None) -> None:
        self._inputs, self._block, self._received = inputs, block, received
        self.files: list[ClaimFile] = []

    def __iter__(self) -> Iterator[ClaimBatch]:
        for source in sources(self._inputs):
            file = ClaimFile(source.name)
            self.files.append(file)
            yield from claim_batches(source, file, self._block, self._received)


def claim_batches(source: Source, file: ClaimFile, block: int, received: date | None) -> Iterator[ClaimBatch]:
    """The claims of one stream; `file` is complete when the batches are used up."""
    day = None if received is None else pa.scalar(received, pa.date32())
    for step in Interchanges(source, file, block, CLAIMS).steps():
        tables = tables_of(step.stretch, file, step.faults, day)
        step.faults.hand_over()
        if tables:
            yield ClaimBatch(file, tables)


def read_claims(
    inputs: Inputs,
    *,
    block: int = BLOCK,
    received: date | None = None,
) -> ClaimReading:
    """The claims of X12 files, as an iterator of batches with record batches of the book's claim tables.

    `inputs` are paths, folders, `-` for standard input, or open binary streams; gz and zip are unpacked as they are
    read. `block` is how many bytes are read at once. `received` is the day on which the claims came in; without it,
    the date of the group (GS04). Each claim that is met is kept or in `reject`, with its rule and place; the counts
    and every fault are in `files`, a ClaimFile each. Faults in files are no exceptions; UnreadableFile is raised for
    a path that does not exist.

        reading = read_claims(["march.837", "april.zip"])
        for batch in reading:
            lines = batch.tables.get("claim_line")
        for file in reading.files:
            print(file)
    """
    return ClaimReading(inputs, block, received)


def read_all_claims(
    inputs: Inputs,
    *,
    block: int = BLOCK,
    received: date | None = None,
) -> tuple[dict[str, Any], list[ClaimFile]]:
    """All claims at once: a pyarrow table for each claim table of the book, and what each file held.

    For files that fit in memory; the arguments are those of read_claims.
    """
    reading = read_claims(inputs, block=block, received=received)
    batches: dict[str, list[Any]] = {table.name: [] for table in CLAIM_TABLES}
    for batch in reading:
        for name, rows in batch.tables.items():
            batches[name].append(rows)
    tables = {
        table.name: pa.Table.from_batches(batches[table.name], schema=table.arrow_schema()) for table in CLAIM_TABLES
    }
    return tables, reading.files
