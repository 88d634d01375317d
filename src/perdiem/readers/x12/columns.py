"""Arrow columns out of places in the text."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from perdiem.model.book import Table
from perdiem.readers.x12.numbers import Dates, Decimals
from perdiem.readers.x12.segments import Bools, Ints, Segments, Spans

Array = Any  # of pyarrow, which ships no types
_GATHERED = 24  # bytes up to which values are taken as rows of one width; PAD in the text makes room
_INLINE = 12  # bytes that an Arrow view holds in itself
_HEADS = np.array([0, *((1 << 8 * n) - 1 for n in range(1, 9)), *[2**64 - 1] * 4], dtype=np.uint64)
_TAILS = np.array([0] * 9 + [(1 << 8 * n) - 1 for n in range(1, 5)], dtype=np.uint64)


def text(segments: Segments, spans: Spans) -> Array:
    """The values as text; null where there is none."""
    count, length = len(spans), spans.length
    longest = int(length.max(initial=0))
    if not longest:
        return pa.nulls(count, pa.string())
    if longest > _GATHERED:
        return _long_text(segments, spans)
    there = length > 0
    is_full = bool(there.all())
    start, length = (spans.start, length) if is_full else (spans.start[there], length[there])
    windows = np.ndarray((len(segments.bytes) - longest,), f"V{longest}", segments.bytes, strides=(1,))
    values = windows[start].view(np.uint8)
    offsets = np.zeros(count + 1, dtype=np.int32)
    if int(length.min()) < longest:
        values = values.reshape(-1, longest)[np.arange(longest) < length[:, None]]
    np.cumsum(spans.length, out=offsets[1:])
    buffers = [None if is_full else validity(there), pa.py_buffer(offsets), pa.py_buffer(values)]
    return pa.Array.from_buffers(pa.string(), count, buffers)


def _long_text(segments: Segments, spans: Spans) -> Array:
    """Values of any length, by way of Arrow's views into the text."""
    count, length, start = len(spans), spans.length, spans.start
    views = np.zeros((count, 2), dtype=np.uint64)
    short = np.where(length <= _INLINE, length, 0)
    head = segments.eights[start]
    low = head & _HEADS[short]
    tail = segments.eights[np.minimum(start + 8, len(segments.eights) - 1)] & _TAILS[short]
    shift = np.uint64(32)
    views[:, 0] = length.astype(np.uint64) | (low << shift)
    views[:, 1] = (low >> shift) | (tail << shift)
    long = np.flatnonzero(length > _INLINE)
    views[long, 0] = length[long].astype(np.uint64) | (head[long] << shift)
    views[long, 1] = start[long].astype(np.uint64) << shift
    buffers = [validity(spans.is_there), pa.py_buffer(views), pa.py_buffer(segments.bytes)]
    return pa.Array.from_buffers(pa.string_view(), count, buffers).cast(pa.string())


def validity(good: Bools) -> Array:
    """The Arrow bitmap of what is not null; None when all is."""
    return None if good.all() else pa.py_buffer(np.packbits(good, bitorder="little"))


def decimal(numbers: Decimals, scale: int) -> Array:
    """Numbers as decimal(18, scale); null where they are not good."""
    wide = np.empty((len(numbers.value), 2), dtype=np.int64)
    wide[:, 0] = numbers.value
    wide[:, 1] = numbers.value >> np.int64(63)
    return pa.Array.from_buffers(pa.decimal128(18, scale), len(wide), [validity(numbers.good), pa.py_buffer(wide)])


def date(days: Dates) -> Array:
    """Days as date32; null where they are not good."""
    buffer = pa.py_buffer(np.ascontiguousarray(days.day, dtype=np.int32))
    return pa.Array.from_buffers(pa.date32(), len(days.day), [validity(days.good), buffer])


def integer(values: npt.NDArray[np.integer], good: Bools | None = None) -> Array:
    """Integers; null where not good."""
    return pa.array(values.astype(np.int64), mask=None if good is None else ~good)


def words(chosen: npt.NDArray[np.integer], *named: str | None) -> Array:
    """One of a few words a row, by number."""
    return pa.array(named, pa.string()).take(pa.array(chosen.astype(np.int64)))


def rows_of(column: Array, rows: Ints) -> Array:
    """The column's values at these rows; null where a row is -1."""
    return column.take(pa.array(rows, mask=rows < 0))


def batch(table: Table, columns: dict[str, Array], count: int) -> Array:
    """A record batch of the table; a column that was not filled is null."""
    schema = table.arrow_schema()
    arrays = [columns[field.name] if field.name in columns else pa.nulls(count, field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
