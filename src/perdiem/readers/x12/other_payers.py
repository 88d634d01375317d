"""What other payors did: the loops 2320 and 2330 of a claim, 2430 of a line, and the adjustments of both."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc  # type: ignore[import-untyped]  # it ships no types

from perdiem.readers.x12 import names
from perdiem.readers.x12.cas import adjustments_in
from perdiem.readers.x12.columns import Array, date, decimal, integer, rows_of, text
from perdiem.readers.x12.details import Details, ordinals
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.numbers import decimals, ranges
from perdiem.readers.x12.references import qualified
from perdiem.readers.x12.segments import Ints
from perdiem.readers.x12.shape import first_of, last_at, take
from perdiem.readers.x12.stretch import Stretch


def other_payers_of(stretch: Stretch, faults: Faults) -> Details:
    """Every other payor of every claim."""
    loops, segments = stretch.loops, stretch.segments
    rows, region = loops.others, names.OTHER
    count = len(rows)
    claim = loops.claim_of(rows)
    found: dict[str, Array] = {"payer_sequence": integer(ordinals(claim))}
    for column, place in (
        ("payer_responsibility_code", 1),
        ("patient_relationship_code", 2),
        ("group_number", 3),
        ("claim_filing_indicator_code", 9),
    ):
        found[column] = text(segments, segments.element(rows, place))

    def under(kind: int, *qualifiers: str) -> Ints:
        return qualified(loops, kind, region).first(count, *qualifiers)

    payer = under(names.NM1, "PR")
    found["payer_name"] = text(segments, segments.element(payer, 3))
    found["payer_id"] = text(segments, segments.element(payer, 9))
    found["member_id"] = text(segments, segments.element(under(names.NM1, "IL"), 9))
    found["authorization_number"] = text(segments, segments.element(under(names.REF, "G1"), 2))
    found["payer_claim_control_number"] = text(segments, segments.element(under(names.REF, "F8"), 2))
    for column, qualifier in (
        ("paid_amount", "D"),
        ("allowed_amount", "B6"),
        ("non_covered_amount", "A8"),
        ("patient_liability_amount", "EAF"),
    ):
        found[column] = _amounts(stretch, under(names.AMT, qualifier), faults)
    found["remittance_date"] = _days(stretch, under(names.DTP, "573"), faults)
    remarks = loops.within(names.MOA, region)
    remark = first_of(loops.other_of(remarks), remarks, count)
    for number in range(1, 6):
        found[f"remark_code_{number}"] = text(segments, segments.element(remark, number + 2))
    return Details(found, claim)


def other_payer_lines_of(stretch: Stretch, faults: Faults) -> Details:
    """Every decision of another payor on a line."""
    loops, segments = stretch.loops, stretch.segments
    rows = loops.within(names.SVD, names.SERVICE)
    count = len(rows)
    line = loops.service_of(rows)
    paid = decimals(segments, segments.element(rows, 2), 2)
    quantity = decimals(segments, segments.element(rows, 5), 4)
    faults.add("number", rows[paid.bad], 2)
    faults.add("number", rows[quantity.bad], 5)
    dates = qualified(loops, names.DTP, names.SERVICE).owned_by(decision_of(stretch, rows, names.DTP))
    amounts = qualified(loops, names.AMT, names.SERVICE).owned_by(decision_of(stretch, rows, names.AMT))
    found = {
        "sequence": integer(ordinals(line)),
        "payer_id": text(segments, segments.element(rows, 1)),
        "paid_amount": decimal(paid, 2),
        "hcpcs_code": text(segments, segments.parts(segments.element(rows, 3))[2]),
        "paid_quantity": decimal(quantity, 4),
        "remittance_date": _days(stretch, dates.first(count, "573"), faults),
        "patient_liability_amount": _amounts(stretch, amounts.first(count, "EAF"), faults),
    }
    return Details(found, line)


def decision_of(stretch: Stretch, decisions: Ints, kind: int) -> Ints:
    """For each segment of a kind under a line, the SVD of the same line under which it stands; -1 for none."""
    loops = stretch.loops
    rows = loops.within(kind, names.SERVICE)
    above = last_at(decisions, rows)
    found: Ints = np.where(take(loops.service_of(decisions), above) == loops.service_of(rows), above, -1)
    return found


def adjustments_of(stretch: Stretch, payers: Details, decisions: Details, faults: Faults) -> Details:
    """Every adjustment, of claims and of lines, in the order of the file; the owner is the claim."""
    loops, segments = stretch.loops, stretch.segments
    rows = segments.where(names.CAS)
    region = loops.region[rows]
    rows = rows[(region == names.OTHER) | (region == names.SERVICE)]
    read = adjustments_in(segments, rows, faults)
    row = read.row
    claim = loops.claim_of(row)
    is_of_line = loops.region[row] == names.SERVICE
    payer = np.where(is_of_line, -1, loops.other_of(row))
    line = np.where(is_of_line, loops.service_of(row), -1)
    svd = loops.within(names.SVD, names.SERVICE)
    above = last_at(svd, row)
    decision = np.where(is_of_line & (take(loops.service_of(svd), above) == line), above, -1)
    begins = np.searchsorted(loops.claim_of_service, np.arange(len(loops.claims)))
    number = line - take(begins, claim) + 1
    of_payer, of_line = payers.columns["payer_id"], decisions.columns["payer_id"]
    found = {
        "sequence": integer(ordinals(claim)),
        "payer_sequence": rows_of(payers.columns["payer_sequence"], payer),
        "claim_line_number": integer(number, line >= 0),
        "line_payer_sequence": rows_of(decisions.columns["sequence"], decision),
        "payer_id": _either(rows_of(of_payer, payer), rows_of(of_line, decision)),
    }
    found |= read.columns
    return Details(found, claim)


def _either(one: Array, other: Array) -> Array:
    return pc.coalesce(one, other)


def _amounts(stretch: Stretch, rows: Ints, faults: Faults) -> Array:
    read = decimals(stretch.segments, stretch.segments.element(rows, 2), 2)
    faults.add("number", rows[read.bad], 2)
    return decimal(read, 2)


def _days(stretch: Stretch, rows: Ints, faults: Faults) -> Array:
    read = ranges(stretch.segments, stretch.segments.element(rows, 3))
    faults.add("date", rows[read.first.bad], 3)
    faults.add("date-order", rows[read.backward], 3)
    return date(read.first)
