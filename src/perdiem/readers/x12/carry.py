"""What later claims need of a stretch that was read: the segments of the open envelopes and levels."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from perdiem.readers.x12 import names
from perdiem.readers.x12.segments import Ints
from perdiem.readers.x12.shape import Shape
from perdiem.readers.x12.stretch import AnyStretch

_NONE: Ints = np.zeros(0, dtype=np.int64)
_MOST_BYTES = 1 << 20


@dataclass(slots=True)
class Carry:
    """Segments to put before the next stretch, as text, each with its ordinal and its place in the file.

    `next_number` is the ordinal of the next segment. `skip` says that what follows, up to the next claim or level,
    belongs to a claim that was set aside.
    """

    text: bytes = b""
    number: Ints = field(default_factory=lambda: _NONE)
    offset: Ints = field(default_factory=lambda: _NONE)
    next_number: int = 0
    provider_broken: bool = False
    level_broken: bool = False
    skip: bool = False

    def after(self, stretch: AnyStretch[Shape], is_in_group: bool, is_in_transaction: bool, is_forced: bool) -> Carry:
        """What to carry on from the end of this stretch; `is_forced` that it ends inside a claim or a level."""
        segments, loops = stretch.segments, stretch.loops
        rows: list[int] = []
        groups = segments.where(names.GS)
        if is_in_group and len(groups):
            rows.append(int(groups[-1]))
        start = int(loops.transactions[-1]) if is_in_transaction else segments.count
        if is_in_transaction:
            rows += self._area(stretch, start)
        for head in loops.heads(start):
            rows += self._area(stretch, head)
        chosen = np.array(rows, dtype=np.int64)
        provider, level = loops.is_broken_at_end(is_forced)
        text = b"".join(segments.text[int(segments.start[row]) : int(segments.end[row]) + 1] for row in rows)
        if len(text) > _MOST_BYTES:
            text, chosen, provider, level = b"", _NONE, True, True
        return Carry(
            text=text,
            number=stretch.number[chosen],
            offset=stretch.offset[chosen],
            next_number=int(stretch.number[-1]) + 1 if segments.count else self.next_number,
            provider_broken=provider,
            level_broken=level,
            skip=is_forced,
        )

    @staticmethod
    def _area(stretch: AnyStretch[Shape], head: int) -> range:
        """The rows from a border up to the next."""
        borders = stretch.loops.borders
        place = int(np.searchsorted(borders, head, "right"))
        return range(head, int(borders[place]) if place < len(borders) else stretch.segments.count)
