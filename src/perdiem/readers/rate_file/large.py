"""Objects that are larger than memory should hold: walked through bracket by bracket, given out in parts.

An object is read again from its file, first to see where its array of rates begins and ends, then to give it out as
several objects with the same head and tail, each with some of the rates.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from perdiem.readers.rate_file.blocks import blocks
from perdiem.readers.rate_file.brackets import brackets_of
from perdiem.readers.rate_file.keys import spelled
from perdiem.readers.rate_file.objects import Found
from perdiem.readers.rate_file.opening import RateSource
from perdiem.readers.rate_file.window import Window

PIECE = 1 << 17  # bytes walked at a time
PART = 4 << 20  # bytes of rates given out together
LOOK = 256  # bytes in front of a bracket in which its key is looked for
DEEPEST = 12  # brackets: an object of a code lies two deep, a part of a bundle four


@dataclass(slots=True)
class Large:
    """A large object: its place, its head up to its array of rates, and its tail from the end of that array.

    `values` is the object with the array left empty; None when it is no JSON.
    """

    start: int
    head: bytes = b""
    tail: bytes = b""
    array: int | None = None
    is_whole: bool = False
    values: dict[str, Any] | None = None

    @property
    def is_usable(self) -> bool:
        """Whether the object has the array, and is JSON around it."""
        return self.array is not None and self.values is not None


@dataclass(frozen=True, slots=True)
class Part:
    """A large object with some of its rates; `first` is how many rates came before."""

    start: int
    first: int
    text: bytes


def in_parts(source: RateSource, found: list[Found], array_key: str) -> Iterator[Large | Part]:
    """Large objects in the order of the file, each followed by its parts; one that cannot be used has none."""
    starts = {each.start for each in found if each.start is not None}
    if hidden := [each for each in found if each.start is None]:
        starts.update(_starts(source, hidden))
    first = min(starts, default=0)
    measured = list(_measured(source, sorted(starts), array_key))
    with blocks(source, first) as taken:
        window = Window(taken, first)
        for large in measured:
            large.values = _object(large.head + large.tail)
            yield large
            if large.is_usable:
                yield from _parts(window, large)


def _walk(window: Window, start: int) -> Iterator[tuple[int, bytes, Any, Any]]:
    """Stretches from a place outside of texts: offset, bytes, brackets, and the depth after each from the start."""
    while window.end <= start and window.extend():
        window.forget(start)
    place, depth, is_inside = start, 0, False
    while True:
        window.reach(place + PIECE)
        last = min(place + PIECE, window.end)
        if last < window.end:
            last = max(window.back_to(last), place + 1)
        if last <= place:
            return
        stretch = window.get(place, last)
        found = brackets_of(stretch, None if is_inside else 0)
        yield place, stretch, found, found.depth + depth
        depth += int(found.depth[-1]) if len(found.depth) else 0
        is_inside = not found.ends_outside
        place = last
        window.forget(place - LOOK)


def _starts(source: RateSource, hidden: list[Found]) -> Iterator[int]:
    """Where the objects begin whose start was no longer in memory; walks from the file's start."""
    waiting = sorted(hidden, key=lambda each: each.key, reverse=True)
    opened: dict[int, int] = {}
    with blocks(source) as taken:
        before = 0
        for place, stretch, found, depth in _walk(Window(taken), 0):
            while waiting and waiting[-1].key < place + len(stretch):
                each = waiting.pop()
                first = int(np.searchsorted(found.at, each.key - place))
                here = int(depth[first - 1]) if first else before
                _note(opened, place, found, depth, first)
                yield opened.get(here - each.levels + 1, 0)
            if not waiting:
                return
            _note(opened, place, found, depth, len(depth))
            before = int(depth[-1]) if len(depth) else before


def _note(opened: dict[int, int], place: int, found: Any, depth: Any, count: int) -> None:
    for level in range(1, DEEPEST):
        last = np.flatnonzero(found.opens[:count] & (depth[:count] == level))
        if len(last):
            opened[level] = place + int(found.at[last[-1]])


def _measured(source: RateSource, starts: list[int], array_key: str) -> Iterator[Large]:
    named = re.compile(spelled(array_key) + rb"\s*:\s*$")
    first = min(starts, default=0)
    with blocks(source, first) as taken:
        window = Window(taken, first)
        for start in starts:
            large = Large(start)
            parts: dict[bool, list[bytes]] = {False: [], True: []}  # before the array, and after it
            is_after = False
            for place, stretch, found, depth in _walk(window, start):
                first, last = 0, len(stretch)
                ends = np.flatnonzero(~found.opens & (depth == 0))
                if len(ends):
                    last, large.is_whole = int(found.at[ends[0]]) + 1, True
                for at in found.at[found.opens & (depth == 2)] if large.array is None else ():
                    if at < last and named.search(window.get(place + int(at) - LOOK, place + int(at))):
                        large.array = place + int(at)
                        parts[False].append(stretch[: int(at)])
                        break
                if large.array is not None and not is_after:
                    closed = np.flatnonzero(~found.opens & (depth == 1) & (found.at + place > large.array))
                    first = int(found.at[closed[0]]) + 1 if len(closed) else len(stretch)
                    is_after = len(closed) > 0
                parts[is_after].append(stretch[first:last] if large.array is None or is_after else b"")
                if large.is_whole:
                    break
            large.head, large.tail = b"".join(parts[False]) + b"[", b"]" + b"".join(parts[True])
            if not large.is_whole:
                large.tail = _closed(large.head, large.tail)
            yield large


def _closed(head: bytes, tail: bytes) -> bytes:
    """The tail of an object that the file cuts off, up to the last whole value, closed."""
    while True:
        if _object(head + tail + b"}") is not None:
            return tail + b"}"
        tail, comma, _ = tail.rpartition(b",")
        if not comma:
            return b"]}"


def _object(text: bytes) -> dict[str, Any] | None:
    try:
        read = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _parts(window: Window, large: Large) -> Iterator[Part]:
    assert large.array is not None
    whole: list[bytes] = []  # whole rates, and what stands between them
    rest: list[bytes] = []  # what was read of the next one
    size = first = count = 0
    for place, stretch, found, depth in _walk(window, large.array):
        ends = np.flatnonzero(~found.opens & (depth == 0))
        within = slice(0, int(ends[0]) + 1 if len(ends) else None)
        closed = found.at[within][~found.opens[within] & (depth[within] == 1)]
        begins = large.array - place + 1 if place <= large.array else 0
        done = begins
        if len(closed):
            done = int(closed[-1]) + 1
            whole += [*rest, stretch[begins:done]]
            rest = []
            count += len(closed)
        rest.append(stretch[done:])
        size += len(stretch)
        if count and (len(ends) or size >= PART):
            yield Part(large.start, first, large.head + b"".join(whole).lstrip(b", \t\r\n") + large.tail)
            whole, size, first, count = [], 0, first + count, 0
        if len(ends):
            return
    if count:
        yield Part(large.start, first, large.head + b"".join(whole).lstrip(b", \t\r\n") + large.tail)
