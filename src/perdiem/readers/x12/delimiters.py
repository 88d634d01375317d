"""ISA: where an interchange begins, its delimiters, and who sent it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from perdiem.model.interchange import Interchange

ISA_ROOM = 400  # bytes that hold a whole ISA, however badly it is padded or wrapped
_BEGINS = re.compile(rb"ISA([^A-Za-z0-9 \r\n])[ \r\n]*[0-9 ][ \r\n]*[0-9 ][ \r\n]*\1")  # ISA01 has two digits
_NEXT = (b"GS", b"TA1", b"ISB", b"ISE", b"IEA")
_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The separators of one interchange, each a byte. `component` is None when ISA16 gives none."""

    element: int
    component: int
    terminator: int

    @property
    def noise(self) -> bytes:
        """The line breaks that carry no meaning, which are taken out before anything is looked for."""
        return bytes(mark for mark in b"\r\n" if mark not in (self.element, self.component, self.terminator))


@dataclass(frozen=True, slots=True)
class Header:
    """One ISA: its delimiters (None when they cannot be told), what it says, and whether it is padded as it must be."""

    delimiters: Delimiters | None
    interchange: Interchange
    is_padded: bool


def find_isa(text: bytes, start: int = 0) -> int:
    """Where the next ISA begins at or after `start`; -1 when there is none.

    ISA is found by its look, so that one is seen where IEA is missing or the text before it is cut off.
    """
    while (start := text.find(b"ISA", start)) >= 0:
        found = _BEGINS.match(text, start)
        if found and len(_separators(text, start, found[1])) == 16:
            return start
        start += 3
    return -1


def _separators(text: bytes, start: int, mark: bytes) -> list[int]:
    places = [start + 3]
    while len(places) < 16:
        place = text.find(mark, places[-1] + 1, start + ISA_ROOM)
        if place < 0:
            break
        places.append(place)
    return places


def read_isa(text: bytes, start: int) -> Header:
    """What the ISA at `start` says, read by its elements, not by its columns."""
    mark = text[start + 3 : start + 4]
    places = _separators(text, start, mark)
    values = [text[a + 1 : b].translate(None, b"\r\n").decode("latin-1") for a, b in pairwise(places)]
    last = _skip_breaks(text, places[-1] + 1)
    component, rest = text[last : last + 1], text[last + 1 : last + 12]
    terminator = _terminator(rest)
    delimiters = None
    marks = {mark, component, terminator}
    if len(marks) == 3 and all(len(each) == 1 and each < b"\x80" and not each.isalnum() for each in marks):
        delimiters = Delimiters(mark[0], component[0], terminator[0])
    plain = [_plain(value) for value in values]
    interchange = Interchange(
        control=plain[12],
        sender_qualifier=plain[4],
        sender=plain[5],
        receiver_qualifier=plain[6],
        receiver=plain[7],
        date=plain[8],
        time=plain[9],
        usage=plain[14],
    )
    padded = all(len(value) == width for value, width in zip(values, _WIDTHS, strict=False))
    return Header(delimiters, interchange, padded)


def _terminator(rest: bytes) -> bytes:
    """The byte after ISA16, where a line break counts only if the next segment follows it at once."""
    stripped = rest.lstrip(b"\r\n")
    if rest[:1] not in (b"\r", b"\n") or stripped.startswith(_NEXT) or not stripped:
        if rest[:2] == b"\r\n":
            return b"\n"
        return rest[:1]
    return stripped[:1]


def _skip_breaks(text: bytes, place: int) -> int:
    """The first byte at or after `place` that is no line break."""
    while text[place : place + 1] in (b"\r", b"\n"):
        place += 1
    return place


def _plain(value: str) -> str:
    """A value of ISA, stripped, safe to print in a message or to write into an answer."""
    return "".join(mark if mark.isascii() and mark.isprintable() else "?" for mark in value.strip())[:15]
