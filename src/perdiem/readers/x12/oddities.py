"""Segments that no claim has, that stand where none belongs, or that are written oddly."""

from __future__ import annotations

import numpy as np

from perdiem.readers.x12 import names
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.segments import Ints
from perdiem.readers.x12.shape import Shape
from perdiem.readers.x12.stretch import AnyStretch


def report_oddities(stretch: AnyStretch[Shape], faults: Faults) -> None:
    """Reports them."""
    kinds, loops = stretch.segments.kinds, stretch.loops
    unknown = np.flatnonzero(~loops.grammar.is_known(kinds))
    if stretch.is_partial:
        unknown = unknown[unknown < stretch.segments.count - 1]
        faults.add("interchange-cut", np.array([stretch.segments.count - 1]))
    outside = np.flatnonzero(loops.region == names.OUTSIDE)
    outside = outside[~np.isin(kinds[outside], names.ENVELOPES)]
    faults.add("segment-unknown", unknown)
    faults.add("segment-lower-case", stretch.segments.lower)
    faults.add("outside-transaction", outside[outside >= loops.skipped_to])
    faults.add("service-outside", loops.orphans[loops.orphans >= loops.skipped_to])
    faults.add("segment-too-long", stretch.too_long)
    if b"\0" in stretch.segments.text:
        faults.add("nul-bytes", _with_nul(stretch))


def _with_nul(stretch: AnyStretch[Shape]) -> Ints:
    """The segments in or before which NUL bytes stand."""
    segments = stretch.segments
    places = np.flatnonzero(segments.bytes[: len(segments.text)] == 0)
    rows = np.unique(np.searchsorted(segments.end, places))
    return rows[rows < segments.count]
