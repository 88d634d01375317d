"""Where each claim stands in its file, and its key."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.compute as pc  # type: ignore[import-untyped]

from perdiem.readers.x12.columns import Array, integer, rows_of
from perdiem.readers.x12.segments import Ints
from perdiem.readers.x12.shape import Shape, first_of, take
from perdiem.readers.x12.stretch import AnyStretch


def places_of(stretch: AnyStretch[Shape]) -> dict[str, Array]:
    """The columns of each claim's place: file, control numbers, ordinal, offset, and the key made of them."""
    loops, opened = stretch.loops, stretch.transactions
    count = len(loops.claims)
    inside = loops.transaction_of_claim
    starts = first_of(inside, np.arange(count), len(opened))  # claims of one transaction stand together
    before = np.array([each.transaction.claims for each in opened], dtype=np.int64)
    ordinal = np.arange(count) - take(starts, inside) + take(before, inside) + 1
    offset = stretch.offset[loops.claims]
    return envelopes_of(stretch, inside) | {
        "claim_key": keys_of(stretch, offset),
        "claim_position": integer(ordinal, inside >= 0),
        "claim_offset": integer(offset),
    }


def keys_of(stretch: AnyStretch[Shape], offset: Ints) -> Array:
    """The file's name, a number sign, and the place."""
    name = pa.repeat(pa.scalar(stretch.file.name), len(offset))
    return pc.binary_join_element_wise(name, integer(offset).cast(pa.string()), "#")


def envelopes_of(stretch: AnyStretch[Shape], inside: Ints) -> dict[str, Array]:
    """File and control numbers of rows, each inside a transaction or, at -1, outside of all."""
    opened, count = stretch.transactions, len(inside)
    by_transaction = {
        "group_control_number": [each.group.control for each in opened],
        "transaction_control_number": [each.transaction.control for each in opened],
    }
    found = {column: rows_of(pa.array(values, pa.string()), inside) for column, values in by_transaction.items()}
    return found | {
        "source_file": pa.repeat(pa.scalar(stretch.file.name), count),
        "interchange_control_number": pa.repeat(pa.scalar(stretch.interchange.control), count),
    }


def received_on(stretch: AnyStretch[Shape], received: Array) -> Array:
    """The day on which each claim was received: the one that is told, else the date of its group."""
    inside = stretch.loops.transaction_of_claim
    if received is not None:
        return pa.repeat(received, len(inside))
    days = [_day(each.group.date) for each in stretch.transactions]
    return rows_of(pa.array(days, pa.date32()), inside)


@lru_cache(maxsize=1000)
def _day(value: str) -> object:
    """GS04 as a day, if it is one."""
    try:
        return datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return None
