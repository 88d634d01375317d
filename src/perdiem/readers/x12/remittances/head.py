"""The head of a payment: refused where it does not say what is paid."""

from __future__ import annotations

import numpy as np

from perdiem.readers.x12 import names
from perdiem.readers.x12.numbers import decimals
from perdiem.readers.x12.plain_values import plain_value
from perdiem.readers.x12.remittances.shape import RemittanceStretch
from perdiem.readers.x12.stretch import OpenTransaction, Payment


def read_payment_head(stretch: RemittanceStretch, row: int, opened: OpenTransaction) -> str | None:
    """Reads BPR and TRN between ST and the next border into the transaction; gives the rule for which it is refused."""
    segments, borders = stretch.segments, stretch.loops.borders
    place = int(np.searchsorted(borders, row, "right"))
    if place == len(borders) and stretch.last_claim:  # elsewhere a stretch ends where the next border stands
        return "payment-cut"
    end = int(borders[place]) if place < len(borders) else segments.count
    kinds = segments.kinds[row:end]
    traces, amounts = np.flatnonzero(kinds == names.TRN) + row, np.flatnonzero(kinds == names.BPR) + row
    if len(traces):
        opened.transaction.reference = plain_value(segments.values(int(traces[0])), 2, 50)
    if not len(amounts):
        return "payment-missing"
    paid = decimals(segments, segments.element(amounts[:1], 2), 2)
    if not paid.good[0]:
        return "payment-amount"
    opened.payment = Payment(int(paid.value[0]), stretch.position(int(amounts[0]), 2, opened))
    return None
