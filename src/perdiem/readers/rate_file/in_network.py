"""An in-network file of a payor, schema 1.x or 2.x: the wanted codes' objects, then the providers that they name.

Nothing but wanted objects is parsed. What can hold provider references or the file's head is set aside on the way and
looked through afterwards, when it is known which references are needed; so any order of keys is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from perdiem.model.rate_reading import RateFileKind, RateFileReading
from perdiem.readers.rate_file.batches import Batches
from perdiem.readers.rate_file.blocks import blocks
from perdiem.readers.rate_file.checkpoints import Checkpoints, Place
from perdiem.readers.rate_file.head import Head, judge_head
from perdiem.readers.rate_file.keys import KeyFinder
from perdiem.readers.rate_file.large import Large, in_parts
from perdiem.readers.rate_file.objects import HISTORY, Found, ObjectFinder, Passed
from perdiem.readers.rate_file.opening import RateSource
from perdiem.readers.rate_file.shapes import ITEM, REFERENCE
from perdiem.readers.rate_file.spool import Spool
from perdiem.readers.rate_file.staging import Staging
from perdiem.readers.rate_file.window import Window

CODE, REFERENCE_ID, RATES = "billing_code", "provider_group_id", "negotiated_rates"
PART_LISTS = ("bundled_codes", "covered_services")
NOTED = 1 << 28  # bytes after which a run that is kept notes how far it has come
TAIL = 1 << 16  # bytes at the end of a file in which its head may stand
LONGEST = 1 << 12  # bytes of a value of the head
# bytes parsed together: Arrow takes some twenty times as much, but of references only what is left without their NPIs
ITEMS, REFERENCES = 1 << 19, 1 << 21
Wanted = Callable[[str], bool]


def read_in_network(
    source: RateSource,
    number: int,
    wanted: Wanted,
    staging: Staging,
    checkpoints: Checkpoints,
    progress: Callable[[int], None],
) -> RateFileReading:
    """Reads one file into the staging tables, from where an earlier run had come; gives the file's account.

    `number` is the file's in the tables.
    """
    reading = RateFileReading(source.name, RateFileKind.IN_NETWORK, number=number)
    kept = checkpoints.aside(number) if checkpoints.is_kept else None
    place = None
    if kept is not None:
        begun = checkpoints.place(number)
        if begun is not None and kept.is_file():
            reading, place = begun
    head = Head()
    with Spool(kept, place["aside"] if place else ()) as spool:
        _read_items(source, wanted, staging, spool, head, reading, checkpoints, place, progress)
        _read_references(number, staging, spool, head, reading)
    judge_head(head.values, reading)
    staging.add_file(number, source.name, reading, head.values)
    return reading


class _Aside:
    """Sets aside what stands before the first code, and from the last code before a provider reference onwards.

    `note` is called with the byte up to which all is done, each time that much more is.
    """

    def __init__(
        self, spool: Spool, window: Window, finder: ObjectFinder, progress: Callable[[int], None],
        note: Callable[[int], None],
    ) -> None:  # fmt: skip
        self._spool, self._window, self._finder, self._progress = spool, window, finder, progress
        self._note, self._noted = note, window.start
        self.is_between = True
        self._references = KeyFinder(REFERENCE_ID)

    def __call__(self, passed: Passed) -> None:
        text, keys, last = passed.text, passed.keys, passed.last
        self._progress(passed.base)
        if self.is_between:
            self._spool.add(passed.base + passed.first, text[passed.first : keys[0] if keys else last])
            self.is_between = not keys
        if not self.is_between and self._has_reference(text, keys[-1] if keys else 0, last):
            begins = max(self._finder.last_key or 0, self._window.start)
            self._spool.add(begins, self._window.get(begins, passed.base + last))
            self.is_between = True
        if passed.base + last - self._noted >= NOTED:
            self._noted = passed.base + last
            self._note(self._noted)

    def _has_reference(self, text: bytes, first: int, last: int) -> bool:
        return next(self._references.places(text, first, last), None) is not None


def _read_items(
    source: RateSource, wanted: Wanted, staging: Staging, spool: Spool, head: Head, reading: RateFileReading,
    checkpoints: Checkpoints, begun: Place | None, progress: Callable[[int], None],
) -> None:  # fmt: skip
    def report(fault: str, place: int, example: object) -> None:
        reading.count(fault, place, example)
        reading.broken += fault == "json-broken"

    large: list[Found] = [Found(*each) for each in begun["large"]] if begun else []
    with Batches(ITEM, lambda *rows: staging.add_items(reading.number, *rows), report, ITEMS) as batches:
        first = begun["done"] if begun else 0
        start = max(0, first - HISTORY)
        with blocks(source, start) as taken:
            window = Window(taken, start)
            finder = ObjectFinder(window, CODE, wanted, own_key=RATES, part_lists=PART_LISTS)

            def note(done: int) -> None:
                if not checkpoints.is_kept:
                    return
                batches.flush()
                place = {
                    "done": done, "items": staging.items, "aside": spool.kept(), "is_between": aside.is_between,
                    "told": finder.told_from(window.start), "keys_met": finder.keys_met, "last_key": finder.last_key,
                    "large": [(each.key, each.start, None, each.levels) for each in large],
                }  # fmt: skip
                checkpoints.note(reading, place)

            aside = _Aside(spool, window, finder, progress, note)
            if begun:
                finder.go_on(begun["told"], begun["keys_met"], begun["last_key"])
                aside.is_between = begun["is_between"]
            for found in finder.find(aside, first):
                reading.wanted += 1
                if found.text is None or found.start is None:
                    large.append(found)
                else:
                    batches.add(found.start, found.text)
            reading.bytes_read, reading.objects = window.end, finder.keys_met
            tail = window.get(max(finder.last_key or 0, window.end - TAIL), window.end)
            if finder.last_key is not None:
                head.read(tail)
            _judge_end(window, tail, reading)
            for place, shown in finder.unreadable:
                reading.count("code-unreadable", place, shown)
        for part in in_parts(source, large, RATES) if large else ():
            if isinstance(part, Large):
                if not part.is_usable:
                    reading.count("json-broken", part.start, part.head[:200].decode(errors="replace"))
                    reading.broken += 1
            else:
                batches.add(part.start, part.text, part.first)


def _judge_end(window: Window, tail: bytes, reading: RateFileReading) -> None:
    if window.fault is not None:
        reading.count(window.fault, window.end)
        reading.is_whole = False
    elif not tail.rstrip().endswith(b"}"):
        reading.count("file-cut", window.end, tail[-80:].decode(errors="replace"))
        reading.is_whole = False


def _read_references(number: int, staging: Staging, spool: Spool, head: Head, reading: RateFileReading) -> None:
    needed = staging.needed(number)

    def is_needed(value: str) -> bool:
        if value in needed:
            return True
        if value.isascii() and value.isdigit() and value[0] != "0":  # written as the needed ones are
            return False
        try:
            return f"{Decimal(value).normalize():f}" in needed
        except InvalidOperation:
            return False

    rest = b""  # the end of the last stretch, in the midst of which a value of the head may be cut in two

    def around(passed: Passed) -> None:
        nonlocal rest
        text, first, last, keys = passed.text, passed.first, passed.last, passed.keys
        head.read(rest + text[first : keys[0] if keys else last])
        if keys:
            head.read(text[keys[-1] : last])
        rest = (rest + text[max(first, last - LONGEST) : last])[-LONGEST:]

    def take(rows: Any, places: Sequence[int], _firsts: Sequence[int]) -> None:
        staging.add_references(number, rows, places)

    with Batches(REFERENCE, take, reading.count, REFERENCES) as batches:
        for offset, stretch in spool.stretches():
            rest = b""
            finder = ObjectFinder(Window(stretch, offset), REFERENCE_ID, is_needed)
            for found in finder.find(around):
                if found.text is None or found.start is None:
                    reading.count("json-broken", found.key, REFERENCE_ID)
                else:
                    batches.add(found.start, found.text)
