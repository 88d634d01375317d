"""What makes one kind of transaction readable: its shape and its head."""

from __future__ import annotations

from dataclasses import dataclass

from perdiem.readers.x12 import names
from perdiem.readers.x12.envelopes import ReadHead
from perdiem.readers.x12.loops import Loops
from perdiem.readers.x12.plain_values import plain_value
from perdiem.readers.x12.shape import Shape
from perdiem.readers.x12.stretch import OpenTransaction, Stretch

_HEAD_SEGMENTS = 20  # BHT, two names, and their contacts


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of transaction is read: the shape of a stretch, which has the grammar, and what follows ST."""

    shape: type[Shape]
    read_head: ReadHead


def _read_claim_head(stretch: Stretch, row: int, opened: OpenTransaction) -> None:
    """What stands between ST and the first level: the batch's reference, who submits and who receives it."""
    segments, found = stretch.segments, opened.transaction
    for at, kind in enumerate(segments.kinds[row + 1 : row + _HEAD_SEGMENTS].tolist(), row + 1):
        if stretch.loops.grammar.is_border(kind):
            return
        if kind == names.BHT:
            found.reference = plain_value(segments.values(at), 3, 50)
        elif kind == names.NM1:
            values = segments.values(at)
            if values[1:2] == ["41"]:
                found.submitter, found.submitter_id = plain_value(values, 3, 60), plain_value(values, 9, 80)
            elif values[1:2] == ["40"]:
                found.receiver, found.receiver_id = plain_value(values, 3, 60), plain_value(values, 9, 80)


CLAIMS = Form(Loops, _read_claim_head)
