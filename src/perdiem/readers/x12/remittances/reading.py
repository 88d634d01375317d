"""The way in: remittances from files, folders, archives and streams, as batches of the book's tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from perdiem.model.book.remittance import REMITTANCE_TABLES
from perdiem.model.interchange import RemittanceFile
from perdiem.readers.x12.form import Form
from perdiem.readers.x12.interchanges import BLOCK, Interchanges
from perdiem.readers.x12.remittances.head import read_payment_head
from perdiem.readers.x12.remittances.shape import RemittanceShape
from perdiem.readers.x12.remittances.tables import tables_of
from perdiem.readers.x12.source import Inputs, Source, sources

REMITTANCES = Form(RemittanceShape, read_payment_head)


@dataclass(frozen=True, slots=True)
class RemittanceBatch:
    """What one block of one file held: pyarrow record batches by the name of their table; empty ones are left out."""

    file: RemittanceFile
    tables: dict[str, Any]


class RemittanceReading:
    """Gives batches while it reads. `files` grows as files are begun, and is complete when the batches are used up."""

    def __init__(self, inputs: Inputs, block: int) -> None:
        self._inputs, self._block = inputs, block
        self.files: list[RemittanceFile] = []

    def __iter__(self) -> Iterator[RemittanceBatch]:
        for source in sources(self._inputs):
            file = RemittanceFile(source.name)
            self.files.append(file)
            yield from remittance_batches(source, file, self._block)


def remittance_batches(source: Source, file: RemittanceFile, block: int) -> Iterator[RemittanceBatch]:
    """The remittances of one stream; `file` is complete when the batches are used up."""
    for step in Interchanges(source, file, block, REMITTANCES).steps():
        tables = tables_of(step.stretch, file, step.faults)
        step.faults.hand_over()
        if tables:
            yield RemittanceBatch(file, tables)


def read_remittances(inputs: Inputs, *, block: int = BLOCK) -> RemittanceReading:
    """The remittances of X12 files, as an iterator of batches with record batches of REMITTANCE_TABLES.

    `inputs` are paths, folders, `-` for standard input, or open binary streams; gz and zip are unpacked as they are
    read. `block` is how many bytes are read at once. Each payment and each claim that is met is kept or in `reject`,
    with its rule and place; sums that do not balance are kept and marked with a fault. The counts and every fault
    are in `files`, a RemittanceFile each. Faults in files are no exceptions; UnreadableFile is raised for a path that
    does not exist. Source of the layout and of the sums: version 005010X221A1.

        reading = read_remittances("remits/")
        for batch in reading:
            paid = batch.tables.get("remittance_claim")
        for file in reading.files:
            print(file)
    """
    return RemittanceReading(inputs, block)


def read_all_remittances(inputs: Inputs, *, block: int = BLOCK) -> tuple[dict[str, Any], list[RemittanceFile]]:
    """All remittances at once: a pyarrow table for each of REMITTANCE_TABLES, and what each file held.

    For files that fit in memory; the arguments are those of read_remittances.
    """
    reading = read_remittances(inputs, block=block)
    batches: dict[str, list[Any]] = {table.name: [] for table in REMITTANCE_TABLES}
    for batch in reading:
        for name, rows in batch.tables.items():
            batches[name].append(rows)
    tables = {
        table.name: pa.Table.from_batches(batches[table.name], schema=table.arrow_schema())
        for table in REMITTANCE_TABLES
    }
    return tables, reading.files
