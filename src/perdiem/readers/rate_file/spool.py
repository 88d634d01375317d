"""The stretches of a file that are needed again once the wanted rates are known, kept in a temporary file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

BLOCK = 1 << 20  # bytes


class Spool:
    """Stretches of a file by their offsets in it. A context manager: a temporary file goes when it ends.

    With a path the file stays, and `stretches` are those that an earlier run has kept there.
    """

    def __init__(self, path: Path | None = None, kept: Sequence[Sequence[int]] = ()) -> None:
        # offset in the source, offset here, length
        self._stretches: list[list[int]] = [list(each) for each in kept]
        if path is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
            return
        self._file = path.open("r+b" if kept and path.exists() else "w+b")
        self._file.truncate(sum(length for _, _, length in self._stretches))
        self._file.seek(0, 2)

    def kept(self) -> list[list[int]]:
        """What a later run needs to go on; the bytes are in the file."""
        self._file.flush()
        return [list(each) for each in self._stretches]

    def add(self, offset: int, stretch: bytes) -> None:
        """Keeps a stretch; one that follows on the last is joined to it, what was kept already is not kept twice."""
        if self._stretches:
            last = self._stretches[-1]
            ends = last[0] + last[2]
            if offset <= ends:
                self._file.write(stretch[ends - offset :])
                last[2] = max(last[2], offset + len(stretch) - last[0])
                return
        self._stretches.append([offset, self._file.tell(), len(stretch)])
        self._file.write(stretch)

    def stretches(self) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Each stretch: its offset in the source, and its bytes in blocks."""
        for offset, here, length in self._stretches:
            yield offset, self._blocks(here, length)

    def _blocks(self, place: int, length: int) -> Iterator[bytes]:
        self._file.flush()
        self._file.seek(place)
        while length > 0 and (block := self._file.read(min(BLOCK, length))):
            length -= len(block)
            yield block

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
