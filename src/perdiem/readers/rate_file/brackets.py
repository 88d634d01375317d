"""Where the brackets of a stretch of JSON stand, and which object encloses a place; exact, and vectorised.

Every bracket counts that is outside of texts. Whether one is outside is told from any place known to be outside,
such as the first quote of a key: an even number of quotes lies between the two. Quotes within texts are escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

QUOTE, BACKSLASH = 0x22, 0x5C
OPEN, CLOSE, CASE = 0x7B, 0x7D, 0x20  # { and }; CASE turns [ into { and ] into }

NEAR = (32, 1024, 1 << 40)  # brackets looked at first: most objects are small


@dataclass(frozen=True, slots=True)
class Brackets:
    """The brackets of a stretch that are outside of texts, as offsets into it.

    `opens` says which of them open; `depth` is the depth after each, 0 being the depth at the stretch's start.
    `ends_outside` says whether the stretch ends outside of texts.
    """

    at: Any
    opens: Any
    depth: Any
    ends_outside: bool


def brackets_of(stretch: bytes, outside: int | None) -> Brackets:
    """The brackets of a stretch; `outside` is an offset in it that is known to lie outside of texts.

    None says that the stretch begins within a text. The byte before the stretch must not be a backslash.
    """
    taken = np.frombuffer(stretch, np.uint8)
    folded = taken | CASE
    at = np.flatnonzero((folded == OPEN) | (folded == CLOSE))
    quotes = _real_quotes(stretch, taken)
    before = 1 if outside is None else int(np.searchsorted(quotes, outside))
    at = at[(np.searchsorted(quotes, at) - before) % 2 == 0]
    opens = folded[at] == OPEN
    return Brackets(at, opens, np.cumsum(np.where(opens, 1, -1)), (len(quotes) - before) % 2 == 0)


def enclosing(found: Brackets, place: int, levels: int) -> tuple[int | None, int | None]:
    """Where the bracket that encloses a place begins and ends, `levels` brackets out (1 is the innermost).

    The end is the offset after the closing bracket. None for what lies outside of the stretch.
    """
    first = int(np.searchsorted(found.at, place))
    here = int(found.depth[first - 1]) if first else 0
    outer = here - levels
    start = end = None
    for reach in NEAR:
        near = max(0, first - reach)
        before = np.flatnonzero(found.opens[near:first] & (found.depth[near:first] == outer + 1))
        if len(before):
            start = int(found.at[near + int(before[-1])])
            break
    for reach in NEAR:
        after = np.flatnonzero(found.depth[first : first + reach] == outer)
        if len(after):
            end = int(found.at[first + int(after[0])]) + 1
            break
    return start, end


def all_enclosing(found: Brackets, places: Sequence[int], levels: int) -> tuple[list[int], list[int]]:
    """The same for many places; -1 for what lies outside of the stretch."""
    first = np.searchsorted(found.at, np.asarray(places))
    here = np.where(first > 0, found.depth[first - 1] if len(found.depth) else 0, 0)
    starts, ends = np.full(len(first), -1), np.full(len(first), -1)
    for depth in np.unique(here):
        these = np.flatnonzero(here == depth)
        opened = np.flatnonzero(found.opens & (found.depth == depth - levels + 1))
        closed = np.flatnonzero(~found.opens & (found.depth == depth - levels))
        before = np.searchsorted(opened, first[these]) - 1
        after = np.searchsorted(closed, first[these])
        starts[these[before >= 0]] = found.at[opened[before[before >= 0]]]
        is_in = after < len(closed)
        ends[these[is_in]] = found.at[closed[after[is_in]]] + 1
    return starts.tolist(), ends.tolist()


def _real_quotes(stretch: bytes, taken: Any) -> Any:
    """The offsets of the quotes that are not escaped: an even number of backslashes stands before each."""
    quotes = np.flatnonzero(taken == QUOTE)
    if BACKSLASH not in stretch:
        return quotes
    is_escaped = np.zeros(len(quotes), bool)
    slashed = np.flatnonzero(taken[np.maximum(quotes - 1, 0)] == BACKSLASH)  # a quote itself is no backslash
    back = quotes[slashed] - 1
    while len(slashed):
        is_escaped[slashed] ^= True
        back = back - 1
        goes_on = (back >= 0) & (taken[np.maximum(back, 0)] == BACKSLASH)
        slashed, back = slashed[goes_on], back[goes_on]
    return quotes[~is_escaped]
