"""Adjustments: the reasons, amounts and quantities of CAS, one row a reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perdiem.readers.x12.columns import Array, decimal, text
from perdiem.readers.x12.details import ordinals
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.numbers import Decimals, decimals
from perdiem.readers.x12.segments import Ints, Segments


@dataclass(frozen=True, slots=True)
class Adjustments:
    """Each reason of some CAS segments: the segment's row, the amount, and the columns that every table of them has."""

    row: Ints
    amount: Decimals
    columns: dict[str, Array]


def adjustments_in(segments: Segments, rows: Ints, faults: Faults) -> Adjustments:
    """Every reason of the CAS segments at these rows, in order; reports what is no number.

    A segment should have six reasons at most; one that has more gives them all.
    """
    row = np.repeat(rows, np.maximum((segments.elements_of(rows) + 1) // 3, 0))
    first = 3 * ordinals(row) - 1
    reason, spans = segments.element_at(row, first), segments.element_at(row, first + 1)
    mine = reason.is_there | spans.is_there
    row, first, reason, spans = row[mine], first[mine], reason[mine], spans[mine]
    amount = decimals(segments, spans, 2)
    quantity = decimals(segments, segments.element_at(row, first + 2), 4)
    for bad, element in ((amount.bad, first + 1), (quantity.bad, first + 2)):
        for place in np.unique(element[bad]).tolist():
            faults.add("number", row[bad & (element == place)], place)
    columns = {
        "group_code": text(segments, segments.element(row, 1)),
        "reason_code": text(segments, reason),
        "amount": decimal(amount, 2),
        "quantity": decimal(quantity, 4),
    }
    return Adjustments(row, amount, columns)
