"""The objects of a JSON file that hold a wanted code, cut out whole; everything else is passed over unread.

A file is read once, forwards. An object that is larger than LARGEST, or begins more than HISTORY before its code, is
not cut out but told by its place, for `large.py` to walk through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from perdiem.readers.rate_file.brackets import Brackets, all_enclosing, brackets_of, enclosing
from perdiem.readers.rate_file.keys import KeyFinder, spelled
from perdiem.readers.rate_file.window import Window

HISTORY = 8 << 20  # bytes kept of what was passed over, for objects that say their code at their end
LARGEST = 8 << 20  # bytes of an object that is held in memory
KEPT = 1 << 17  # bytes kept of the end of a file that was searched
OVERLAP = 64  # bytes seen twice, for what the end of a stretch cuts in two
MANY = 4  # keys in a stretch whose objects are cut out together
SHOWN = 80  # bytes of a value that is none
LOOK = 256  # bytes in front of a list in which its key is looked for
STEPS = (1 << 14, 1 << 17, 1 << 20, 1 << 22, 1 << 23)  # how far is looked for an object's ends


class Found(NamedTuple):
    """An object with a wanted code. `text` is None when it is too large to hold, or the file ends within it.

    `start` is None when it lies further back than what is kept; `key` is where the code's key stands, `levels` how
    many brackets further in than the object.
    """

    key: int
    start: int | None
    text: bytes | None
    levels: int = 1


@dataclass(frozen=True, slots=True)
class Passed:
    """A stretch that was searched: `text` from `first` to before `last`; what stands before was told already.

    `base` is the offset of the text in the file; `keys` say where in the text keys stand.
    """

    text: bytes
    base: int
    first: int
    last: int
    keys: list[int]


class ObjectFinder:
    """Cuts out the objects that stand `levels` brackets around a key with a wanted value.

    `part_lists` are the lists of an object whose elements have the same key: such an element belongs to the object
    that has the list. `own_key` is a key that only objects have. `keys_met` counts the keys, `unreadable` says
    where there were values that are none, and what stood there.
    """

    def __init__(
        self, window: Window, key: str, wanted: Callable[[str], bool], *, levels: int = 1, own_key: str = "",
        part_lists: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._window, self._finder, self._wanted, self._levels = window, KeyFinder(key), wanted, levels
        self._own_key = re.compile(spelled(own_key) + rb"\s*:")
        named = b"|".join(map(spelled, part_lists))
        self._part_list = re.compile(b"(?:" + named + rb")\s*:\s*$") if part_lists else None
        self._known: tuple[int, int, Brackets] | None = None
        self._told: set[int] = set()
        self.keys_met = 0
        self.unreadable: list[tuple[int, str]] = []
        self.last_key: int | None = None

    def told_from(self, place: int) -> list[int]:
        """The places of objects from a place on that were given out already."""
        return sorted(each for each in self._told if each >= place)

    def go_on(self, told: Sequence[int], keys_met: int, last_key: int | None) -> None:
        """Takes over from a finder that had come to the place where `find` begins."""
        self._told.update(told)
        self.keys_met, self.last_key = keys_met, last_key

    def find(self, passed: Callable[[Passed], None] | None = None, first: int | None = None) -> Iterator[Found]:
        """The objects, in the order of their codes; each once. `passed` is told of every stretch.

        `first` is where the search begins, by default where the window does.
        """
        window, finder = self._window, self._finder
        done = window.start if first is None else first
        window.reach(done)
        while True:
            more = window.extend()
            base = max(window.start, done - OVERLAP)
            text = window.get(base, window.end)
            keys: list[int] = []
            chosen: list[int] = []
            for at, value in finder.find(text, done - base, is_last=not more):
                keys.append(at)
                if value is None:
                    self.unreadable.append((base + at, text[at : at + SHOWN].decode(errors="replace")))
                elif self._wanted(value):
                    chosen.append(base + at)
            if keys:
                self.last_key = base + keys[-1]
            yield from self._cut_all(chosen)
            self.keys_met += len(keys)
            decided = base + (finder.decided if more else len(text))
            if passed is not None:
                passed(Passed(text, base, done - base, decided - base, keys))
            done = decided
            window.forget(done - (HISTORY if more else KEPT))
            if not more:
                self._known = None  # tens of megabytes, which would wait for the collector of garbage
                return

    def _cut_all(self, keys: Sequence[int]) -> Iterator[Found]:
        for found in self._around_all(keys) if len(keys) >= MANY else (self._around(key, self._levels) for key in keys):
            whole = self._around(found.key, self._levels + 2) if self._is_part(found) else found
            place = whole.key if whole.start is None else whole.start
            if place not in self._told:
                self._told.add(place)
                yield whole

    def _around_all(self, keys: Sequence[int]) -> Iterator[Found]:
        """The objects around keys that stand close together: their brackets are looked at once."""
        first = self._window.back_to(keys[0] - STEPS[0])
        stretch = self._window.get(first, keys[-1] + STEPS[0])
        brackets = brackets_of(stretch, keys[0] - first)
        self._known = first, first + len(stretch), brackets
        starts, ends = all_enclosing(brackets, [key - first for key in keys], self._levels)
        for key, start, end in zip(keys, starts, ends, strict=True):
            is_here = start >= 0 and 0 <= end - start <= LARGEST
            yield (
                Found(key, first + start, stretch[start:end], self._levels)
                if is_here
                else self._around(key, self._levels)
            )

    def _is_part(self, found: Found) -> bool:
        """Whether an object is only an element of another's list."""
        if self._part_list is None or found.text is None or self._own_key.search(found.text):
            return False
        begins = self._around(found.key, self._levels + 1).start
        if begins is None:  # a list that begins further back than can be seen: only a walk from the start can tell
            return True
        return self._part_list.search(self._window.get(begins - LOOK, begins)) is not None

    def _around(self, key: int, levels: int) -> Found:
        window = self._window
        if self._known is not None:
            first, last, brackets = self._known
            if first <= key < last:
                start, end = enclosing(brackets, key - first, levels)
                # what was seen before may be forgotten by now
                if start is not None and end is not None and first + start >= window.start:
                    return Found(key, first + start, window.get(first + start, first + end), levels)
        begins: int | None = None
        ends: int | None = None
        for reach in STEPS:  # an end that was found is not looked for again
            window.reach(key + reach)
            first = window.back_to(key - reach) if begins is None else begins
            last = min(key + reach, window.end) if ends is None else ends
            brackets = brackets_of(window.get(first, last), key - first)
            self._known = first, last, brackets
            start, end = enclosing(brackets, key - first, levels)
            begins, ends = None if start is None else first + start, None if end is None else first + end
            is_over = ends is None and window.is_over and last == window.end
            if (begins is not None or first == window.start) and (ends is not None or is_over):
                break
        if begins is not None and ends is not None and ends - begins <= LARGEST:
            return Found(key, begins, window.get(begins, ends), levels)
        return Found(key, begins, None, levels)
