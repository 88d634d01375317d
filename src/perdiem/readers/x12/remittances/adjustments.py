"""Adjustments of claims, of lines, and of the whole payment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perdiem.readers.x12 import names
from perdiem.readers.x12.cas import adjustments_in
from perdiem.readers.x12.columns import Array, date, decimal, integer, text
from perdiem.readers.x12.details import ordinals
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.numbers import Decimals, dates, decimals
from perdiem.readers.x12.remittances.lines import PaidLines
from perdiem.readers.x12.remittances.shape import RemittanceStretch, is_cut
from perdiem.readers.x12.segments import Ints
from perdiem.readers.x12.shape import take


@dataclass(frozen=True, slots=True)
class PaidAdjustments:
    """Adjustments of a stretch: Arrow columns, one row a reason; the claim of each, and its line, -1 for none."""

    columns: dict[str, Array]
    claim: Ints
    line: Ints
    amount: Decimals


@dataclass(frozen=True, slots=True)
class ProviderAdjustments:
    """Adjustments of payments: Arrow columns without the sequence, one row a reason; the transaction of each."""

    columns: dict[str, Array]
    transaction: Ints
    amount: Decimals


def adjustments_of(stretch: RemittanceStretch, lines: PaidLines, faults: Faults) -> PaidAdjustments:
    """Every reason of every CAS under a claim or a line."""
    loops, segments = stretch.loops, stretch.segments
    rows = segments.where(names.CAS)
    read = adjustments_in(segments, rows[loops.region[rows] >= names.CLAIM], faults)
    faults.add("adjustment-amount", read.row[read.amount.missing])
    claim = loops.claim_of(read.row)
    line = np.where(loops.region[read.row] == names.SERVICE, loops.service_of(read.row), -1)
    columns = {
        "sequence": integer(ordinals(claim)),
        "claim_line_number": integer(take(lines.number, line), line >= 0),
    }
    return PaidAdjustments(columns | read.columns, claim, line, read.amount)


def provider_adjustments_of(stretch: RemittanceStretch, faults: Faults) -> ProviderAdjustments:
    """Every pair of reason and amount of every PLB of a payment that is kept."""
    loops, segments = stretch.loops, stretch.segments
    rows = segments.where(names.PLB)
    rows = rows[rows >= stretch.first]
    rows = rows[:-1] if is_cut(stretch, names.PLB) else rows
    inside = loops.inside(rows)
    faults.add("outside-transaction", rows[inside < 0])
    is_kept = np.array([each.payment is not None for each in stretch.transactions] + [False], dtype=bool)
    rows = rows[is_kept[inside]]  # one outside, at -1, takes the last: False
    row = np.repeat(rows, np.maximum((segments.elements_of(rows) - 1) // 2, 0))
    first = 2 * ordinals(row) + 1
    reason, spans = segments.element_at(row, first), segments.element_at(row, first + 1)
    mine = reason.is_there | spans.is_there
    row, first, reason, spans = row[mine], first[mine], reason[mine], spans[mine]
    amount = decimals(segments, spans, 2)
    for place in np.unique(first[~amount.good] + 1).tolist():
        faults.add("adjustment-amount", row[~amount.good & (first + 1 == place)], place)
    day = dates(segments, segments.element(row, 2))
    faults.add("date", np.unique(row[day.bad]), 2)
    parts = segments.parts(reason)
    columns = {
        "provider_id": text(segments, segments.element(row, 1)),
        "fiscal_period_date": date(day),
        "reason_code": text(segments, parts[1]),
        "reference": text(segments, parts[2]),
        "amount": decimal(amount, 2),
    }
    return ProviderAdjustments(columns, loops.inside(row), amount)
