"""What a claim says once: its number, charge, dates, references, notes and providers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.compute as pc  # type: ignore[import-untyped]

from perdiem.readers.x12 import names
from perdiem.readers.x12.columns import Array, date, decimal, text, words
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.numbers import Dates, Decimals, decimals, ranges
from perdiem.readers.x12.parties import parties
from perdiem.readers.x12.references import qualified
from perdiem.readers.x12.segments import Bools, Ints, Segments, Spans, code
from perdiem.readers.x12.shape import first_of
from perdiem.readers.x12.stretch import Stretch
from perdiem.readers.x12.verdicts import Verdicts

_PLACE_OF_SERVICE = code("B")


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a stretch: Arrow columns, one row a claim, and what the lines still need of them.

    `first_day` and `last_day` are the statement dates, where the claim gives them. `providers` are rows of NM1.
    """

    columns: dict[str, Array]
    charge: Decimals
    first_day: Dates
    last_day: Dates
    place_of_service: Spans
    is_institutional: Bools
    providers: dict[str, Ints]


def claims_of(stretch: Stretch, faults: Faults, verdicts: Verdicts) -> Claims:
    """Reads every claim of a stretch; sets aside those that cannot be told apart or have no sum."""
    loops, segments = stretch.loops, stretch.segments
    rows = loops.claims
    count = len(rows)
    institutional = _forms(stretch, verdicts)
    columns = parties(loops, faults)
    identity = segments.element(rows, 1)
    charge = decimals(segments, segments.element(rows, 2), 2)
    verdicts.reject_where("claim-id", ~identity.is_there, 1)
    verdicts.reject_where("claim-charge-missing", charge.missing, 2)
    verdicts.reject_where("claim-charge", charge.bad, 2)
    facility = segments.parts(segments.element(rows, 5))
    kind_of_place, place, frequency = segments.code(facility[2]), facility[1], facility[3]
    columns |= {
        "claim_id": text(segments, identity),
        "claim_charge_amount": decimal(charge, 2),
        "claim_type": words(institutional.astype(np.int8), "professional", "institutional"),
        "claim_frequency_code": text(segments, frequency),
        "bill_type_code": _bill_types(segments, place.only(institutional), frequency),
        "related_cause_code": text(segments, segments.parts(segments.element(rows, 11))[1]),
    }
    references = qualified(loops, names.REF, names.CLAIM)
    references.report_repeated(faults, count, "G1", "F8", "9F")
    for column, qualifier in (
        ("claim_authorization_number", "G1"),
        ("payer_claim_control_number", "F8"),
        ("referral_number", "9F"),
        ("clearinghouse_claim_number", "D9"),
    ):
        columns[column] = text(segments, segments.element(references.first(count, qualifier), 2))
    first, last = _dates(stretch, faults, columns)
    _rest(stretch, columns, faults)
    named = qualified(loops, names.NM1, names.CLAIM)
    providers = {
        "rendering_npi": named.first(count, "82"),
        "referring_npi": named.first(count, "DN", "P3"),
        "attending_npi": named.first(count, "71"),
        "facility_npi": named.first(count, "77"),
    }
    place = place.only(~institutional & (kind_of_place == _PLACE_OF_SERVICE))
    return Claims(columns, charge, first, last, place, institutional, providers)


def _forms(stretch: Stretch, verdicts: Verdicts) -> Bools:
    """Whether each claim is institutional; sets aside those whose levels are not there."""
    loops = stretch.loops
    inside = loops.transaction_of_claim
    verdicts.reject_where("claim-level", (verdicts.rule < 0) & ~loops.has_levels)
    forms = np.array([each.is_institutional for each in stretch.transactions] + [False], dtype=bool)
    return forms[inside]  # a claim outside, at -1, takes the last: False


def _bill_types(segments: Segments, place: Spans, frequency: Spans) -> Array:
    """Facility and frequency in one code."""
    if not place.is_there.any():
        return pa.nulls(len(place), pa.string())
    return pc.binary_join_element_wise(text(segments, place), text(segments, frequency), "")


def _dates(stretch: Stretch, faults: Faults, columns: dict[str, Array]) -> tuple[Dates, Dates]:
    """The claim's dates; gives the statement's first and last day."""
    loops, segments = stretch.loops, stretch.segments
    found = qualified(loops, names.DTP, names.CLAIM)
    count = len(loops.claims)

    def days(*qualifiers: str) -> tuple[Dates, Dates]:
        rows = found.first(count, *qualifiers)
        read = ranges(segments, segments.element(rows, 3))
        faults.add("date", rows[read.first.bad], 3)
        faults.add("date-order", rows[read.backward], 3)
        return read.first, read.last

    columns["admission_date"] = date(days("435")[0])
    columns["accident_date"] = date(days("439")[0])
    return days("434")


def _rest(stretch: Stretch, columns: dict[str, Array], faults: Faults) -> None:
    """Notes, what the patient paid, and what only institutional claims say."""
    loops, segments = stretch.loops, stretch.segments
    count = len(loops.claims)

    def first(kind: int) -> Ints:
        rows = loops.within(kind, names.CLAIM)
        return first_of(loops.claim_of(rows), rows, count)

    columns["claim_note"] = text(segments, segments.element(first(names.NTE), 2))
    admission = first(names.CL1)
    for place, column in enumerate(("admit_type_code", "admit_source_code", "discharge_disposition_code"), 1):
        columns[column] = text(segments, segments.element(admission, place))
    amounts = qualified(loops, names.AMT, names.CLAIM).first(count, "F5", "F3")
    paid = decimals(segments, segments.element(amounts, 2), 2)
    faults.add("number", amounts[paid.bad], 2)
    columns["patient_paid_amount"] = decimal(paid, 2)
