"""What a remittance says of a line: what was decided on, charged and paid, and by which remarks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perdiem.readers.x12 import names
from perdiem.readers.x12.columns import Array, date, decimal, integer, text
from perdiem.readers.x12.details import ordinals
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.numbers import Dates, Decimals, dates, decimals
from perdiem.readers.x12.references import qualified
from perdiem.readers.x12.remittances.shape import RemittanceStretch
from perdiem.readers.x12.segments import Ints, codes
from perdiem.readers.x12.shape import first_of
from perdiem.readers.x12.verdicts import Verdicts

_HCPCS = codes("HC")[0]
_REMARKS = 5  # beside a line
_REFERENCES = (("line_control_number", "6R"), ("authorization_number", "G1"), ("policy_number", "0K"),
               ("rendering_npi", "HPI"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaidLines:
    """The lines of a stretch: Arrow columns, one row a line, and what balances."""

    columns: dict[str, Array]
    claim: Ints
    number: Ints
    charge: Decimals
    paid: Decimals


def lines_of(stretch: RemittanceStretch, faults: Faults, verdicts: Verdicts) -> PaidLines:
    """Reads every line of a stretch; sets aside claims with a line whose sums are no amounts."""
    loops, segments = stretch.loops, stretch.segments
    rows, claim = loops.services, loops.claim_of_service
    number = ordinals(claim)
    charge, paid = (decimals(segments, segments.element(rows, place), 2) for place in (2, 3))
    for rule, amount, place in (("paid-line-charge", charge, 2), ("paid-line-amount", paid, 3)):
        verdicts.reject(rule, claim[~amount.good], rows[~amount.good], place)
    decided, billed = (segments.parts(segments.element(rows, place)) for place in (1, 6))
    faults.add("procedure-missing", rows[~decided[2].is_there & ~segments.element(rows, 4).is_there], 1)
    columns: dict[str, Array] = {
        "claim_line_number": integer(number),
        "line_offset": integer(stretch.offset[rows]),
        "service_code_type": text(segments, decided[1]),
        "service_code": text(segments, decided[2]),
        "hcpcs_code": text(segments, decided[2].only(segments.code(decided[1]) == _HCPCS)),
        "submitted_code": text(segments, billed[2]),
        "charge_amount": decimal(charge, 2),
        "paid_amount": decimal(paid, 2),
        "revenue_center_code": text(segments, segments.element(rows, 4)),
    }
    for modifier in range(1, 5):
        columns[f"hcpcs_modifier_{modifier}"] = text(segments, decided[modifier + 2])
        columns[f"submitted_modifier_{modifier}"] = text(segments, billed[modifier + 2])
    for column, place in (("paid_quantity", 5), ("billed_quantity", 7)):
        quantity = decimals(segments, segments.element(rows, place), 4)
        faults.add("number", rows[quantity.bad], place)
        columns[column] = decimal(quantity, 4)
    _qualified(stretch, columns, faults)
    _remarks(stretch, columns, faults)
    return PaidLines(columns, claim, number, charge, paid)


def _qualified(stretch: RemittanceStretch, columns: dict[str, Array], faults: Faults) -> None:
    loops, segments = stretch.loops, stretch.segments
    count = len(loops.services)

    def first(kind: int, qualifier: str) -> Ints:
        return qualified(loops, kind, names.SERVICE).first(count, qualifier)

    def day(qualifier: str) -> Dates:
        rows = first(names.DTM, qualifier)
        read = dates(segments, segments.element(rows, 2))
        faults.add("date", rows[read.bad], 2)
        return read

    only, begin, end = (day(qualifier) for qualifier in ("472", "150", "151"))
    begin = only.otherwise(begin)
    columns["claim_line_start_date"] = date(begin)
    columns["claim_line_end_date"] = date(only.otherwise(end).otherwise(begin))
    for column, qualifier in _REFERENCES:
        columns[column] = text(segments, segments.element(first(names.REF, qualifier), 2))
    rows = first(names.AMT, "B6")
    allowed = decimals(segments, segments.element(rows, 2), 2)
    faults.add("number", rows[allowed.bad], 2)
    columns["allowed_amount"] = decimal(allowed, 2)


def _remarks(stretch: RemittanceStretch, columns: dict[str, Array], faults: Faults) -> None:
    """The first five remarks, beside each line; reports what comes after them."""
    loops, segments = stretch.loops, stretch.segments
    found = qualified(loops, names.LQ, names.SERVICE)
    found = found.keep(found.chosen("HE"))
    ordinal = ordinals(found.owner)
    faults.add("remark-many", found.rows[ordinal == _REMARKS + 1])
    for number in range(1, _REMARKS + 1):
        mine = ordinal == number
        rows = first_of(found.owner[mine], found.rows[mine], len(loops.services))
        columns[f"remark_code_{number}"] = text(segments, segments.element(rows, 2))


def sums_by(owner: Ints, amounts: Ints, count: int) -> Ints:
    """For each of `count` owners the sum of its amounts, exact; an owner of -1 is passed over."""
    found = np.zeros(count, dtype=np.int64)
    mine = owner >= 0
    np.add.at(found, owner[mine], amounts[mine])
    return found
