"""Whether what was charged, taken off and paid comes to the same: for each line, each claim, each payment."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from perdiem.model.interchange import fault_of
from perdiem.readers.x12 import names
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.remittances.adjustments import PaidAdjustments, ProviderAdjustments
from perdiem.readers.x12.remittances.claims import PaidClaims, cents
from perdiem.readers.x12.remittances.lines import PaidLines, sums_by
from perdiem.readers.x12.remittances.shape import RemittanceStretch
from perdiem.readers.x12.segments import Bools


def check_claims(
    stretch: RemittanceStretch, claims: PaidClaims, lines: PaidLines, read: PaidAdjustments, kept: Bools, faults: Faults
) -> None:
    """Charge less adjustments is what is paid, for each line and for each claim with those of its lines.

    Where an amount of an adjustment cannot be read nothing is said: that is told already.
    """
    loops = stretch.loops
    off, unsure = cents(read.amount), (~read.amount.good).astype(np.int64)
    count = len(loops.services)
    wrong = lines.charge.value - sums_by(read.line, off, count) != lines.paid.value
    wrong &= kept[lines.claim] & (sums_by(read.line, unsure, count) == 0)
    faults.add("line-balance", loops.services[wrong], 3)
    count = len(loops.claims)
    wrong = claims.charge.value - sums_by(read.claim, off, count) != claims.paid.value
    wrong &= kept & (sums_by(read.claim, unsure, count) == 0)
    faults.add("claim-balance", loops.claims[wrong], 4)


def check_payments(
    stretch: RemittanceStretch, claims: PaidClaims, read: ProviderAdjustments, kept: Bools, faults: Faults
) -> None:
    """Adds what the stretch pays and takes off to its payments; those that end in it must come to BPR02.

    Nothing is said of a payment that was cut off, or of which a claim or an amount could not be read.
    """
    loops, opened = stretch.loops, stretch.transactions
    count, inside = len(opened), loops.transaction_of_claim
    paid = sums_by(np.where(kept, inside, -1), claims.paid.value, count).tolist()
    lost = sums_by(inside, (~kept).astype(np.int64), count).tolist()
    taken = sums_by(read.transaction, cents(read.amount), count).tolist()
    unread = sums_by(read.transaction, (~read.amount.good).astype(np.int64), count).tolist()
    adjusted = sums_by(read.transaction, np.ones(len(read.transaction), dtype=np.int64), count).tolist()
    for place, each in enumerate(opened):
        payment, end = each.payment, stretch.ends[place]
        if payment is None:
            continue
        payment.claims += paid[place]
        payment.adjustments += taken[place]
        payment.adjusted += adjusted[place]
        payment.is_known &= not (lost[place] or unread[place])
        is_closed = end < stretch.segments.count and stretch.segments.kinds[end] == names.SE
        off = payment.claims - payment.adjustments - payment.stated
        if is_closed and payment.is_known and off:
            fault = fault_of("payment-balance", payment.position, f"off by {Decimal(off).scaleb(-2)} USD")
            faults.add_made(end, fault, stretch.interchange, each.group, each.transaction)
