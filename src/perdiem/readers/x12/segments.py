"""Where every segment and element of a stretch of text stands, as arrays: nothing is split, nothing is copied."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from perdiem.readers.x12.delimiters import Delimiters
from perdiem.readers.x12.names import numbers_of

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Bools = npt.NDArray[np.bool_]

PAD = 32  # zeros after the text, so that eight bytes can be taken anywhere
LONG = np.uint32(0xFFFFFFFF)  # the code of a value of more than four bytes
_MASKS = np.array([0, 0xFF000000, 0xFFFF0000, 0xFFFFFF00, 0xFFFFFFFF], dtype=np.uint32)


def code(value: str) -> int:
    """A value of up to four characters as the number that `Segments.code` gives for it."""
    return int.from_bytes(value.encode("ascii").ljust(4, b"\0"), "big")


def codes(*values: str) -> Codes:
    """Several values as numbers."""
    return np.array([code(value) for value in values], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Spans:
    """Values as places in the text, one a row; a length of 0 is a value that is not there."""

    start: Ints
    length: Ints

    def __getitem__(self, rows: Ints | Bools) -> Spans:
        return Spans(self.start[rows], self.length[rows])

    def __len__(self) -> int:
        return len(self.start)

    @property
    def is_there(self) -> Bools:
        """Whether each value is there."""
        return self.length > 0

    def otherwise(self, other: Spans) -> Spans:
        """These values, and the other's where these are not there."""
        mine = self.is_there
        return Spans(np.where(mine, self.start, other.start), np.where(mine, self.length, other.length))

    def only(self, keep: Bools) -> Spans:
        """These values where `keep`, else nothing."""
        return Spans(self.start, np.where(keep, self.length, 0))


@dataclass(frozen=True, slots=True)
class Parts:
    """Composites; `place` is the first component separator at or after each."""

    segments: Segments
    spans: Spans
    place: Ints

    def __getitem__(self, number: int) -> Spans:
        return self.segments.part_of(self, number)


class Segments:
    """The segments of a text that ends with a terminator.

    `start` is where each begins, `end` where its terminator stands, `kinds` its name as a number, `lower` the rows
    whose name is not in capitals. Rows are given by index; index -1 stands for a segment that is not there.
    """

    def __init__(self, text: bytes, delimiters: Delimiters) -> None:
        self.text = text
        self.bytes = np.frombuffer(text + bytes(PAD), dtype=np.uint8)
        body = self.bytes[: len(text)]
        ends = body == delimiters.terminator
        is_mark = ends | (body == delimiters.element)
        self._marks = np.flatnonzero(is_mark)
        self._last = np.flatnonzero(ends[self._marks])
        self._first = np.append(0, self._last[:-1] + 1)[: len(self._last)]
        self.start = np.append(0, self._marks[self._last[:-1]] + 1)[: len(self._last)]
        self._drop_blanks()
        self.end: Ints = self._marks[self._last]
        self.count = len(self._last)
        self._separator = chr(delimiters.element)
        self._parts = np.append(np.flatnonzero(body == delimiters.component), len(text) + PAD)
        self._has_blanks = self._find_blanks()
        self._said: Ints | None = None
        self._marks = np.append(self._marks, np.full(PAD, len(text)))  # any element of any row may be asked for
        self._where: dict[tuple[int, ...], Ints] = {}
        self._ranges: dict[int, tuple[Ints, Ints, Ints]] = {}
        shape, strides = (len(self.bytes) - 7,), (1,)
        self._fours: Codes = np.ndarray(shape, dtype=">u4", buffer=self.bytes, strides=strides)
        self.eights: npt.NDArray[np.uint64] = np.ndarray(shape, dtype="<u8", buffer=self.bytes, strides=strides)
        packed = self._packed(self.start, self._marks[self._first] - self.start)
        self.lower = self._in_capitals(packed)
        self.kinds = numbers_of(packed)

    def _find_blanks(self) -> bool:
        """Whether any value ends with a blank; those of ISA do, and are not looked at."""
        skip = int(self.end[0]) if self.count and self.text.startswith(b"ISA") else 0
        before = (marks[np.searchsorted(marks, skip, "right") :] - 1 for marks in (self._marks, self._parts[:-1]))
        return any(bool((self.bytes[each] == 32).any()) for each in before)

    def _drop_blanks(self) -> None:
        """Leaves out blanks before a name, and segments with nothing in them."""
        ends = self._marks[self._last]
        blank = np.flatnonzero((self.bytes[self.start] <= 32) & (self.start < ends))
        if len(blank):
            said = np.flatnonzero(self.bytes > 32)
            after = np.append(said, len(self.bytes))[np.searchsorted(said, self.start[blank])]
            self.start[blank] = np.minimum(after, ends[blank])
        full = self.start < ends
        if not full.all():
            self.start, self._first, self._last = self.start[full], self._first[full], self._last[full]

    @staticmethod
    def _in_capitals(packed: Codes) -> Ints:
        """Puts names of two or three characters into capitals, in place, and gives the rows that were not."""
        letters = np.uint32(0x40404000)  # a small letter has both the bit of a letter and the bit after it
        rows = []
        for row in np.flatnonzero(((packed & (packed << np.uint32(1)) & letters) != 0) & (packed != LONG)):
            name = int(packed[row]).to_bytes(4, "big").rstrip(b"\0")
            if name.isalnum() and name.isascii():
                packed[row] = code(name.decode("ascii").upper())
                rows.append(row)
        return np.array(rows, dtype=np.int64)

    def _packed(self, start: Ints, length: Ints) -> Codes:
        found = self._fours[np.minimum(start, len(self._fours) - 1)].astype(np.uint32)
        found &= _MASKS[np.clip(length, 0, 4)]
        found[length > 4] = LONG
        return found

    def cut(self, count: int) -> None:
        """Leaves out all segments from row `count` on."""
        self.count = count
        self.start, self.end, self.kinds = self.start[:count], self.end[:count], self.kinds[:count]
        self._first, self._last = self._first[:count], self._last[:count]
        self.lower = self.lower[self.lower < count]
        self._where.clear()
        self._ranges.clear()

    def where(self, *kinds: int) -> Ints:
        """The indexes of the segments of these kinds, in order."""
        rows = self._where.get(kinds)
        if rows is None:
            found = self.kinds == kinds[0]
            for kind in kinds[1:]:
                found |= self.kinds == kind
            rows = self._where[kinds] = np.flatnonzero(found)
        return rows

    def element(self, rows: Ints, number: int) -> Spans:
        """Element `number` (from 1) of each row; blanks at its end are left out."""
        return self.element_at(rows, number)

    def element_at(self, rows: Ints, number: Ints | int) -> Spans:
        """For each row the element of its own number."""
        if not len(rows) or not self.count:
            return Spans(rows, np.zeros(len(rows), dtype=np.int64))
        first, last = self._range_of(rows)
        if first is last:  # no row is there
            return Spans(np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64))
        mark = first + number
        there = mark <= last
        start = self._marks[mark - 1] + 1
        return self._trimmed(start, (self._marks[mark] - start) * there)

    def _range_of(self, rows: Ints) -> tuple[Ints, Ints]:
        """The first and last mark of each row; of the same array of rows it is asked again and again."""
        known = self._ranges.get(id(rows))
        if known is not None and known[0] is rows:
            return known[1], known[2]
        if int(rows.max()) < 0:
            return rows, rows
        first, last = self._first[rows], self._last[rows]
        if int(rows.min()) < 0:
            last = np.where(rows < 0, -1, last)
        self._ranges[id(rows)] = rows, first, last  # with the array itself, so that its id stays its own
        return first, last

    def elements_of(self, rows: Ints) -> Ints:
        """How many elements each row has."""
        found: Ints = self._last[rows] - self._first[rows]
        return found

    def _trimmed(self, start: Ints, length: Ints) -> Spans:
        if self._has_blanks:
            rows = np.flatnonzero((self.bytes[start + length - 1] == 32) & (length > 0))
            if len(rows):
                length = length.copy()
                length[rows] = np.maximum(self._end_of_words(start[rows] + length[rows]) - start[rows], 0)
        return Spans(start, length)

    def _end_of_words(self, ends: Ints) -> Ints:
        """For each place the place after the last byte before it that is no blank."""
        if self._said is None:
            self._said = np.flatnonzero(self.bytes != 32)
        found: Ints = np.append(-1, self._said)[np.searchsorted(self._said, ends)] + 1
        return found

    def parts(self, spans: Spans) -> Parts:
        """Each value as a composite."""
        return Parts(self, spans, np.searchsorted(self._parts, spans.start))

    def part_of(self, parts: Parts, number: int) -> Spans:
        """Component `number` (from 1) of each composite."""
        start, place, last = parts.spans.start, parts.place, len(self._parts) - 1
        end = start + parts.spans.length
        if number > 1:
            start = self._parts[np.minimum(place + number - 2, last)] + 1
        stop = np.minimum(self._parts[np.minimum(place + number - 1, last)], end)
        length = np.where(start <= end, np.maximum(stop - start, 0), 0)
        return self._trimmed(np.where(length > 0, start, 0), length)

    def code(self, spans: Spans) -> Codes:
        """Values of up to four bytes as numbers, to compare with `code`; 0 where there is none."""
        return self._packed(spans.start, spans.length)

    def text_of(self, row: int, limit: int) -> str:
        """The first characters of a segment, without its terminator."""
        start = int(self.start[row])
        end = int(self.end[row])
        return self.text[start : min(end, start + 4 * limit)].decode("utf-8", "replace")[:limit]

    def values(self, row: int) -> list[str]:
        """A segment's name and elements as text; for envelopes, which are few."""
        start, end = int(self.start[row]), int(self.end[row])
        return self.text[start:end].decode("utf-8", "replace").split(self._separator)
