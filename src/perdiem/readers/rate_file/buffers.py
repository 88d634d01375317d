"""Arrow's arrays taken apart and put together by their buffers; its own functions would load pandas, half a second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types


def whole(numbers: Any) -> Any:
    """A column of whole numbers, of a sequence or a numpy array."""
    held = pa.py_buffer(np.ascontiguousarray(numbers, np.int64))
    return pa.Array.from_buffers(pa.int64(), len(numbers), [None, held])


def numbers_of(array: Any) -> Any:
    """A column of whole numbers for numpy; null comes out as zero, which Arrow's readers have written there."""
    held = array.buffers()[1]
    if held is None:
        return np.zeros(len(array), np.int64)
    return np.frombuffer(held, np.int64)[array.offset : array.offset + len(array)]


def offsets_of(lists: Any) -> Any:
    """Where each list of a column begins among their values, and where the last ends."""
    held = lists.buffers()[1]
    if held is None:
        return np.zeros(len(lists) + 1, np.int32)
    return np.frombuffer(held, np.int32)[lists.offset : lists.offset + len(lists) + 1]


def lengths_of(lists: Any) -> Any:
    """How long each list of a column is, null where there is none."""
    found = np.zeros(lists.offset + len(lists), np.int32)
    found[lists.offset :] = np.diff(offsets_of(lists))
    return pa.Array.from_buffers(pa.int32(), len(lists), [lists.buffers()[0], pa.py_buffer(found)], offset=lists.offset)


def lists_like(lists: Any, values: Any) -> Any:
    """A column of lists that begin and end where another's do, with values of their own."""
    return pa.Array.from_buffers(
        pa.list_(values.type), len(lists), lists.buffers()[:2], offset=lists.offset, children=[values]
    )


def structs_like(structs: Any, children: Sequence[Any], names: Sequence[str]) -> Any:
    """A column of structs that is null where another is, with children of its own. The other must not be a slice."""
    fields = [pa.field(name, child.type) for name, child in zip(names, children, strict=True)]
    return pa.Array.from_buffers(pa.struct(fields), len(structs), [structs.buffers()[0]], children=list(children))


def children_of(structs: Any) -> tuple[list[Any], list[str]]:
    """The children of a column of structs, and their names."""
    return [structs.field(each) for each in range(structs.type.num_fields)], [each.name for each in structs.type]
