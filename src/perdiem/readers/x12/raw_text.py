"""The bytes read and not yet used, and where each of them stands in the file although some were left out."""

from __future__ import annotations

import numpy as np

from perdiem.readers.x12.segments import Ints

SEGMENT_LIMIT = 1 << 20  # bytes; the longest segment of any claim is some hundreds
LONGEST_RUN = 1 << 16  # bytes of line breaks that are kept, as nobody writes so many
STUB = 64  # bytes kept of a longer one, enough for its name


class RawText:
    """A buffer at the front of a stream. `long` are the offsets, in the file, of segments that were cut short."""

    def __init__(self) -> None:
        self.text = b""
        self._base = 0
        self._gaps: list[tuple[int, int]] = []  # place in the text, bytes left out before it
        self.long: list[int] = []

    def append(self, found: bytes) -> None:
        """Puts more bytes at the end."""
        self.text = self.text + found if self.text else found

    def drop(self, count: int) -> None:
        """Takes bytes off the front."""
        self._base = self.offset(count)
        self.text = self.text[count:]
        self._gaps = [(place - count, left_out) for place, left_out in self._gaps if place > count]

    def offset(self, place: int) -> int:
        """Where a byte of the buffer stands in the file."""
        return self._base + place + sum(left_out for gap, left_out in self._gaps if gap <= place)

    def offsets(self, places: Ints) -> Ints:
        """Where bytes of the buffer stand in the file."""
        found = places + self._base
        for gap, left_out in self._gaps:
            found = found + np.where(places >= gap, left_out, 0)
        return found

    def leave_out(self, start: int, first: int, last: int) -> None:
        """Leaves out the bytes from `first` up to `last`, of a segment that begins at `start`."""
        offset = self.offset(start)
        if offset not in self.long:
            self.long.append(offset)
        self._take_out(first, last)

    def drop_breaks(self, start: int, end: int, noise: bytes) -> None:
        """Leaves out long runs of line breaks, which say nothing, from `start` to `end`."""
        tail = np.frombuffer(self.text, np.uint8)[start:end]
        said = start + np.flatnonzero(~np.isin(tail, np.frombuffer(noise, np.uint8)))
        edges = np.concatenate([[start - 1], said, [end]])
        for run in np.flatnonzero(np.diff(edges) > LONGEST_RUN)[::-1].tolist():
            self._take_out(int(edges[run]) + 1, int(edges[run + 1]))

    def _take_out(self, first: int, last: int) -> None:
        count = self.offset(last) - self.offset(first)
        kept = [(place, left_out) for place, left_out in self._gaps if place <= first]
        later = [(place - (last - first), left_out) for place, left_out in self._gaps if place > last]
        if kept and kept[-1][0] == first:
            count += kept.pop()[1]
        self._gaps = [*kept, (first, count), *later]
        self.text = self.text[:first] + self.text[last:]
