"""The shape of a stretch of remittances: payments, claims and lines, told by order."""

from __future__ import annotations

import numpy as np

from perdiem.readers.x12.grammar import REMITTANCE_GRAMMAR
from perdiem.readers.x12.segments import Bools
from perdiem.readers.x12.shape import Shape
from perdiem.readers.x12.stretch import AnyStretch


class RemittanceShape(Shape):
    """A claim stands under its transaction only, so that there is nothing to look for above it."""

    grammar = REMITTANCE_GRAMMAR


RemittanceStretch = AnyStretch[RemittanceShape]
"""A stretch of remittances."""


def new_payments(stretch: RemittanceStretch) -> Bools:
    """Which transactions of a stretch are payments that begin in it, and are kept."""
    is_kept = np.array([each.payment is not None for each in stretch.transactions], dtype=bool)
    return is_kept & (stretch.loops.transactions >= stretch.first)


def is_cut(stretch: RemittanceStretch, kind: int) -> bool:
    """Whether the last segment is of this kind and has no end, so that its last value may be cut short."""
    return stretch.is_partial and bool(stretch.segments.kinds[-1] == kind)
