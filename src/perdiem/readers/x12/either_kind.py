"""Claims and remittances in any mix of files: each file is read as what its first transaction says that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from perdiem.model.interchange import ClaimFile, RemittanceFile
from perdiem.readers.unpacking import Readable
from perdiem.readers.x12.interchanges import BLOCK
from perdiem.readers.x12.reading import ClaimBatch, claim_batches
from perdiem.readers.x12.remittances.reading import RemittanceBatch, remittance_batches
from perdiem.readers.x12.source import Inputs, Source, SourceFault, sources

_HEAD = 4096  # bytes: the envelopes before the first transaction take some 200
_FIRST_TRANSACTION = re.compile(rb"ST([^A-Za-z0-9 ])([0-9]{3})\1")
_REMITTANCE = b"835"


class FileReading:
    """Gives batches while it reads. The lists of files grow as files are begun."""

    def __init__(self, inputs: Inputs, block: int, received: date | None) -> None:
        self._inputs, self._block, self._received = inputs, block, received
        self.claim_files: list[ClaimFile] = []
        self.remittance_files: list[RemittanceFile] = []

    def __iter__(self) -> Iterator[ClaimBatch | RemittanceBatch]:
        for source in sources(self._inputs):
            opened = _Begun(source.stream)
            whole = replace(source, stream=opened)
            if opened.is_remittance:
                yield from self._remittances(whole)
            else:
                yield from self._claims(whole)

    def _claims(self, source: Source) -> Iterator[ClaimBatch]:
        file = ClaimFile(source.name)
        self.claim_files.append(file)
        yield from claim_batches(source, file, self._block, self._received)

    def _remittances(self, source: Source) -> Iterator[RemittanceBatch]:
        file = RemittanceFile(source.name)
        self.remittance_files.append(file)
        yield from remittance_batches(source, file, self._block)


def read_files(inputs: Inputs, *, block: int = BLOCK, received: date | None = None) -> FileReading:
    """The claims and remittances of X12 files, as an iterator of batches.

    The arguments are those of read_claims. A file whose first transaction is a remittance (835) is read as remittances,
    every other as claims; a transaction of another kind than its file's first is named as a fault.
    """
    return FileReading(inputs, block, received)


class _Begun:
    """A stream of which the beginning was looked at; what broke there breaks again when it is read."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._first = b""
        self._broken: SourceFault | OSError | None = None
        try:
            while len(self._first) < _HEAD and (more := stream.read(_HEAD)):
                self._first += more
        except (SourceFault, OSError) as fault:
            self._broken = fault
        found = _FIRST_TRANSACTION.search(self._first)
        self.is_remittance = found is not None and found[2] == _REMITTANCE

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""
        if self._first:
            first, self._first = self._first, b""
            return first
        if self._broken is not None:
            raise self._broken
        return self._stream.read(size)
