"""What a remittance says of a claim: what was charged and paid, whose it is, its dates, remarks and numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perdiem.readers.x12 import names
from perdiem.readers.x12.columns import Array, date, decimal, text
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.numbers import Dates, Decimals, dates, decimals
from perdiem.readers.x12.references import qualified
from perdiem.readers.x12.remittances.shape import RemittanceStretch
from perdiem.readers.x12.segments import Ints, Spans, code
from perdiem.readers.x12.shape import first_of
from perdiem.readers.x12.verdicts import Verdicts

_PATIENT = code("QC")
_IN_CLAIM = (("claim_status_code", 2), ("claim_filing_indicator_code", 6), ("payer_claim_control_number", 7),
             ("facility_type_code", 8), ("claim_frequency_code", 9), ("drg_code", 11))  # fmt: skip
_NAMES = (
    ("QC", (("patient_last_name", 3), ("patient_first_name", 4), ("patient_id", 9))),
    ("IL", (("subscriber_last_name", 3), ("subscriber_first_name", 4), ("member_id", 9))),
    ("74", (("corrected_last_name", 3), ("corrected_first_name", 4), ("corrected_member_id", 9))),
    ("82", (("rendering_npi", 9),)),
    ("TT", (("crossover_payer_name", 3), ("crossover_payer_id", 9))),
    ("PR", (("priority_payer_name", 3), ("priority_payer_id", 9))),
)
_REFERENCES = (("authorization_number", "G1"), ("group_number", "1L"), ("original_claim_control_number", "F8"),
               ("contract_class", "CE"))  # fmt: skip
_AMOUNTS = (("covered_amount", "AU"), ("patient_paid_amount", "F5"), ("interest_amount", "I"),
            ("discount_amount", "D8"))  # fmt: skip
_REMARKS_OF_STAYS = (5, 20, 21, 22, 23)


@dataclass(frozen=True, slots=True)
class PaidClaims:
    """The claims of a stretch: Arrow columns, one row a claim, and the sums that must balance."""

    columns: dict[str, Array]
    charge: Decimals
    paid: Decimals


def claims_of(stretch: RemittanceStretch, faults: Faults, verdicts: Verdicts) -> PaidClaims:
    """Reads every claim of a stretch; sets aside those that cannot be told apart or have no sums."""
    loops, segments = stretch.loops, stretch.segments
    rows = loops.claims
    identity = segments.element(rows, 1)
    charge, paid = (decimals(segments, segments.element(rows, place), 2) for place in (3, 4))
    verdicts.reject_where("paid-claim-id", ~identity.is_there, 1)
    verdicts.reject_where("paid-claim-charge", ~charge.good, 3)
    verdicts.reject_where("paid-claim-amount", ~paid.good, 4)
    _judge_names(stretch, faults, verdicts)
    responsibility = decimals(segments, segments.element(rows, 5), 2)
    faults.add("number", rows[responsibility.bad], 5)
    columns = {
        "claim_id": text(segments, identity),
        "charge_amount": decimal(charge, 2),
        "paid_amount": decimal(paid, 2),
        "patient_responsibility_amount": decimal(responsibility, 2),
    }
    columns |= {name: text(segments, segments.element(rows, place)) for name, place in _IN_CLAIM}
    _qualified(stretch, columns, faults)
    _remarks(stretch, columns)
    return PaidClaims(columns, charge, paid)


def _judge_names(stretch: RemittanceStretch, faults: Faults, verdicts: Verdicts) -> None:
    """A second patient under one claim, or one under none, shows that a claim lost its head."""
    loops, segments = stretch.loops, stretch.segments
    rows = segments.where(names.NM1)
    rows = rows[segments.code(segments.element(rows, 1)) == _PATIENT]
    is_inside = loops.region[rows] >= names.CLAIM
    lost = rows[~is_inside & (rows >= loops.skipped_to)]
    faults.add("claim-headless", lost[loops.inside(lost) >= 0], 1)
    rows = rows[is_inside]
    claim = loops.claim_of(rows)
    again = rows != first_of(claim, rows, len(loops.claims))[claim]
    verdicts.reject("claim-mixed", claim[again], rows[again], 1)


def _qualified(stretch: RemittanceStretch, columns: dict[str, Array], faults: Faults) -> None:
    loops, segments = stretch.loops, stretch.segments
    count = len(loops.claims)

    def first(kind: int, *qualifiers: str) -> Ints:
        return qualified(loops, kind, names.CLAIM).first(count, *qualifiers)

    def day(qualifier: str) -> Dates:
        rows = first(names.DTM, qualifier)
        read = dates(segments, segments.element(rows, 2))
        faults.add("date", rows[read.bad], 2)
        return read

    for qualifier, places in _NAMES:
        rows = first(names.NM1, qualifier)
        for column, element in places:
            columns[column] = text(segments, segments.element(rows, element))
    for column, qualifier in _REFERENCES:
        columns[column] = text(segments, segments.element(first(names.REF, qualifier), 2))
    for column, qualifier in _AMOUNTS:
        rows = first(names.AMT, qualifier)
        amount = decimals(segments, segments.element(rows, 2), 2)
        faults.add("number", rows[amount.bad], 2)
        columns[column] = decimal(amount, 2)
    begin = day("232")
    columns["claim_start_date"] = date(begin)
    columns["claim_end_date"] = date(day("233").otherwise(begin))
    columns["received_date"] = date(day("050"))
    columns["coverage_end_date"] = date(day("036"))


def _remarks(stretch: RemittanceStretch, columns: dict[str, Array]) -> None:
    """The remarks of MOA, and where there is none those of MIA."""
    loops, segments = stretch.loops, stretch.segments
    count = len(loops.claims)

    def only(kind: int) -> Ints:
        rows = loops.within(kind, names.CLAIM)
        return first_of(loops.claim_of(rows), rows, count)

    services, stays = only(names.MOA), only(names.MIA)
    for number, of_stay in enumerate(_REMARKS_OF_STAYS, 1):
        remark: Spans = segments.element(services, number + 2).otherwise(segments.element(stays, of_stay))
        columns[f"remark_code_{number}"] = text(segments, remark)


def cents(numbers: Decimals) -> Ints:
    """The amounts, 0 where there is none."""
    found: Ints = np.where(numbers.good, numbers.value, 0)
    return found
