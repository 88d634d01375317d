"""NPIs in bulk: taken out of JSON before Arrow reads it, put back into its table, and checked; exact, and vectorised.

Most of a provider reference is its NPIs, ten digits and a comma each. Arrow reads them one by one; read here by columns
of digits, they take a sixth of the time. Whatever is not as regular as that stays in the JSON for Arrow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from perdiem.readers.rate_file.buffers import (
    children_of,
    lists_like,
    numbers_of,
    offsets_of,
    structs_like,
    whole,
)

DIGITS = 10
WIDTH = DIGITS + 1  # of an NPI and the comma after it
COMMA, BRACKET, ZERO = 0x2C, 0x5D, 0x30
ESCAPE = b"\\u00"
HALF = 100_000  # an NPI is two numbers of five digits
_KEY = re.compile(rb'"npi"\s*:\s*(\[)?')


@dataclass(frozen=True, slots=True)
class Lifted:
    """The lists of NPIs that stood in some JSON: how long each is, -1 for one that was left there; and the NPIs."""

    lengths: Any
    npis: Any


def lifted(text: bytes) -> tuple[bytes, Lifted] | None:
    """JSON with its regular lists of NPIs left empty, and those lists. None where the whole is better read as it is."""
    if ESCAPE in text:  # a key may be spelled with it
        return None
    starts = np.asarray([each.end(1) for each in _KEY.finditer(text)], np.int64)
    if not len(starts) or starts.min() < 0:  # none, or one whose value is no list
        return None
    closed = np.flatnonzero(np.frombuffer(text, np.uint8) == BRACKET)
    after = np.searchsorted(closed, starts)
    if after[-1] == len(closed):
        return None
    sizes = closed[after] - starts + 1  # with the bracket, which stands where a comma does after the others
    is_regular = (sizes > 1) & (sizes % WIDTH == 0)
    first, last = starts[is_regular].tolist(), closed[after[is_regular]].tolist()
    npis = _numbers(b"".join([text[here : there + 1] for here, there in zip(first, last, strict=True)]))
    if npis is None:
        return None
    rest = b"".join([text[here:there] for here, there in zip([0, *last], [*first, len(text)], strict=True)])
    return rest, Lifted(np.where(is_regular, sizes // WIDTH, -1), npis)


def _numbers(text: bytes) -> Any:
    """Numbers of ten digits, each with a comma or bracket after it; None when the text is anything else."""
    rows = np.frombuffer(text, np.uint8).reshape(-1, WIDTH)
    digits = rows[:, :DIGITS] - np.uint8(ZERO)  # what is below a zero comes out above nine
    ends = rows[:, DIGITS]
    if not ((digits <= 9).all() and digits[:, 0].all() and ((ends == COMMA) | (ends == BRACKET)).all()):
        return None
    numbers = np.zeros(len(rows), np.int64)
    for place in range(DIGITS):
        numbers = numbers * 10 + digits[:, place]
    return numbers


def put_back(table: Any, path: Sequence[str], taken: Lifted) -> Any:
    """Arrow's table with the lists of NPIs in their places; None where they cannot be told for certain.

    `path` leads to the lists of provider groups: columns and fields, each a list of structs.
    """

    def refilled(groups: Any) -> Any:
        children, names = children_of(groups)
        lists = groups.field("npi")
        if lists.null_count or lists.values.null_count or len(lists) != len(taken.lengths):
            return None
        lengths, left = np.diff(offsets_of(lists)), numbers_of(lists.values)
        is_taken = taken.lengths >= 0
        if lengths[is_taken].any():
            return None
        lengths = np.where(is_taken, taken.lengths, lengths)
        values = np.empty(lengths.sum(), np.int64)
        of_taken = np.repeat(is_taken, lengths)
        values[of_taken], values[~of_taken] = taken.npis, left
        offsets = pa.py_buffer(np.concatenate(([0], np.cumsum(lengths))).astype(np.int32))
        children[names.index("npi")] = pa.Array.from_buffers(
            lists.type, len(lists), [None, offsets], children=[whole(values)]
        )
        return structs_like(groups, children, names)

    return _changed(table, path, refilled)


def with_checks(table: Any, path: Sequence[str]) -> Any:
    """The table with two fields more in each provider group: how many NPIs are none, and the first that is none.

    An NPI has ten digits, of which the last checks the others (45 CFR 162.406: Luhn's formula over 80840 and the
    NPI). Zero stands for "none" in rate files and is not counted.
    """

    def checked(groups: Any) -> Any:
        children, names = children_of(groups)
        lists = groups.field("npi")
        npis, offsets = numbers_of(lists.values), offsets_of(lists)
        wrong = np.flatnonzero(is_wrong(npis))
        first, last = np.searchsorted(wrong, offsets[:-1]), np.searchsorted(wrong, offsets[1:])
        shown = np.zeros(len(lists), np.int64)
        shown[last > first] = npis[wrong[first[last > first]]]
        return structs_like(groups, [*children, whole(last - first), whole(shown)], [*names, "wrong_npis", "wrong_npi"])

    return _changed(table, path, checked)


def is_wrong(npis: Any) -> Any:
    """Which of some numbers are not NPIs; zero counts as right."""
    high, low = np.divmod(npis, HALF)
    is_there = (high >= HALF // 10) & (high < HALF)
    total = _EVEN[np.where(is_there, high, 0)] + _ODD[low] + 24  # 24 is what the 80840 before an NPI adds
    return (npis != 0) & ~(is_there & (total % 10 == 0))


def _sums(first: int) -> Any:
    """What the five digits of each number below HALF add to Luhn's sum; `first` is the last digit's factor, 1 or 2."""
    numbers = np.arange(HALF)
    total = np.zeros(HALF, np.int16)
    for place in range(5):
        digit = numbers // 10**place % 10
        total += np.where((place + first) % 2, digit, digit * 2 - np.where(digit > 4, 9, 0)).astype(np.int16)
    return total


_ODD, _EVEN = _sums(1), _sums(2)  # the low half ends with a digit that counts once, the high half with one doubled


def _changed(table: Any, path: Sequence[str], change: Callable[[Any], Any]) -> Any:
    """The table with the structs at the path's end changed; None when `change` gives None."""
    column, *fields = path
    found = _deeper(table[column].combine_chunks(), fields, change)
    if found is None:
        return None
    return table.set_column(table.schema.get_field_index(column), column, found)


def _deeper(lists: Any, fields: Sequence[str], change: Callable[[Any], Any]) -> Any:
    found = lists.values
    if not fields:
        found = change(found)
    else:
        children, names = children_of(found)
        place = names.index(fields[0])
        children[place] = _deeper(children[place], fields[1:], change)
        found = None if children[place] is None else structs_like(found, children, names)
    return None if found is None else lists_like(lists, found)
