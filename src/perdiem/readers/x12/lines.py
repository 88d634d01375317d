"""What a line says: its service, charge, units, dates, drug, references and providers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perdiem.readers.x12 import names
from perdiem.readers.x12.claims import Claims
from perdiem.readers.x12.columns import Array, date, decimal, integer, text
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.numbers import Dates, Decimals, decimals, ranges
from perdiem.readers.x12.references import qualified
from perdiem.readers.x12.segments import Bools, Ints, Spans
from perdiem.readers.x12.shape import first_of, take
from perdiem.readers.x12.stretch import Stretch
from perdiem.readers.x12.verdicts import Verdicts


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a stretch: Arrow columns, one row a line, and what the claims still need of them."""

    columns: dict[str, Array]
    claim: Ints
    number: Ints
    charge: Decimals
    first_day: Dates
    last_day: Dates


def lines_of(stretch: Stretch, claims: Claims, faults: Faults, verdicts: Verdicts) -> Lines:
    """Reads every service line of a stretch; sets aside claims with a line whose charge is no amount."""
    loops, segments = stretch.loops, stretch.segments
    rows, claim = loops.services, loops.claim_of_service
    starts = np.searchsorted(claim, np.arange(len(loops.claims)))
    number = np.arange(len(rows)) - take(starts, claim) + 1
    institutional = segments.kinds[rows] == names.SV2
    faults.add("service-other-form", rows[institutional != claims.is_institutional[claim]])
    columns: dict[str, Array] = {"claim_line_number": integer(number), "line_offset": integer(stretch.offset[rows])}

    def either(professional: int, of_institutional: int) -> Spans:
        return segments.element(rows, professional).only(~institutional).otherwise(
            segments.element(rows, of_institutional).only(institutional)
        )  # fmt: skip

    charge = decimals(segments, either(2, 3), 2)
    element = np.where(institutional, 3, 2)
    for rule, wrong in (("line-charge-missing", charge.missing), ("line-charge", charge.bad)):
        for place in (2, 3):
            chosen = wrong & (element == place)
            verdicts.reject(rule, claim[chosen], rows[chosen], place)
    columns["charge_amount"] = decimal(charge, 2)
    quantity = decimals(segments, either(4, 5), 4)
    for place, is_form in ((4, ~institutional), (5, institutional)):
        faults.add("number", rows[quantity.bad & is_form], place)
        faults.add("quantity-missing", rows[quantity.missing & is_form], place)
    columns["service_unit_quantity"] = decimal(quantity, 4)
    columns["service_unit_code"] = text(segments, either(3, 4))
    _service(stretch, either(1, 2), institutional, claims, columns, faults)
    first, last = _dates(stretch, columns, faults)
    missing = ~(first.good | first.bad | institutional)
    faults.add("line-date-missing", rows[missing])
    _references(stretch, columns, faults)
    _providers(stretch, claims, columns)
    _numbering(stretch, number, faults, verdicts)
    return Lines(columns, claim, number, charge, first, last)


def _service(
    stretch: Stretch, composite: Spans, institutional: Bools, claims: Claims, columns: dict[str, Array], faults: Faults
) -> None:
    """Codes and modifiers, where, and for which diagnoses."""
    loops, segments = stretch.loops, stretch.segments
    rows, claim = loops.services, loops.claim_of_service
    parts = segments.parts(composite)
    procedure = parts[2]
    faults.add("procedure-missing", rows[~procedure.is_there & ~institutional], 1)
    revenue = segments.element(rows, 1).only(institutional)
    faults.add("revenue-missing", rows[institutional & ~revenue.is_there], 1)
    columns["revenue_center_code"] = text(segments, revenue)
    columns["hcpcs_code"] = text(segments, procedure)
    for modifier in range(1, 5):
        columns[f"hcpcs_modifier_{modifier}"] = text(segments, parts[modifier + 2])
    columns["hcpcs_description"] = text(segments, parts[7])
    place = segments.element(rows, 5).only(~institutional)
    columns["place_of_service_code"] = text(segments, place.otherwise(claims.place_of_service[claim]))
    pointers = segments.parts(segments.element(rows, 7).only(~institutional))
    for pointer in range(1, 5):
        columns[f"diagnosis_pointer_{pointer}"] = text(segments, pointers[pointer])
    amount = segments.element(rows, 7).only(institutional)
    non_covered = decimals(segments, amount, 2)
    faults.add("number", rows[non_covered.bad], 7)
    columns["non_covered_amount"] = decimal(non_covered, 2)


def _dates(stretch: Stretch, columns: dict[str, Array], faults: Faults) -> tuple[Dates, Dates]:
    """Service days and the day of the prescription."""
    loops, segments = stretch.loops, stretch.segments
    found = qualified(loops, names.DTP, names.SERVICE)
    found.report_repeated(faults, len(loops.services), "472")

    def days(qualifier: str) -> tuple[Dates, Dates]:
        rows = found.first(len(loops.services), qualifier)
        read = ranges(segments, segments.element(rows, 3))
        faults.add("date", rows[read.first.bad], 3)
        faults.add("date-order", rows[read.backward], 3)
        # a date that is there and wrong is told as such, so it does not count as missing
        return Dates(read.first.day, read.first.good, read.first.bad | read.backward), read.last

    columns["prescription_date"] = date(days("471")[0])
    first, last = days("472")
    columns["claim_line_start_date"], columns["claim_line_end_date"] = date(first), date(last)
    return first, last


def _references(stretch: Stretch, columns: dict[str, Array], faults: Faults) -> None:
    """Authorization, the line's own number, and its note."""
    loops, segments = stretch.loops, stretch.segments
    count = len(loops.services)
    found = qualified(loops, names.REF, names.SERVICE)
    control = segments.element(found.first(count, "6R"), 2)
    columns["line_control_number"] = text(segments, control)
    is_ours = ~segments.element(found.rows, 4).is_there  # REF04 names another payor whose number it is
    found = found.keep(is_ours)
    found.report_repeated(faults, count, "G1")
    columns["line_authorization_number"] = text(segments, segments.element(found.first(count, "G1"), 2))
    notes = loops.within(names.NTE, names.SERVICE)
    columns["line_note"] = text(segments, segments.element(first_of(loops.service_of(notes), notes, count), 2))


def _providers(stretch: Stretch, claims: Claims, columns: dict[str, Array]) -> None:
    """Who did it: as the line says, else as its claim says."""
    loops, segments = stretch.loops, stretch.segments
    count, claim = len(loops.services), loops.claim_of_service
    found = qualified(loops, names.NM1, names.SERVICE)
    for column, qualifiers in (
        ("rendering_npi", ("82",)),
        ("referring_npi", ("DN", "P3")),
        ("ordering_npi", ("DK",)),
        ("attending_npi", ()),
        ("facility_npi", ("77",)),
    ):
        own = segments.element(found.first(count, *qualifiers), 9)
        if column in claims.providers:
            own = own.otherwise(segments.element(take(claims.providers[column], claim), 9))
        columns[column] = text(segments, own)


def _numbering(stretch: Stretch, number: Ints, faults: Faults, verdicts: Verdicts) -> None:
    """Every line begins with LX, LX counts the lines, and every LX has its service."""
    loops, segments = stretch.loops, stretch.segments
    marks = loops.markers
    before = marks[np.searchsorted(marks, loops.services) - 1]
    has_own = loops.region[before] == names.BARE_LINE
    faults.add("lx-missing", loops.services[~has_own])
    said = decimals(segments, segments.element(before, 1).only(has_own), 0)
    faults.add("lx-order", before[has_own & (said.value != number)], 1)
    bare = marks[loops.region[marks] == names.BARE_LINE]
    following = marks[np.minimum(np.searchsorted(marks, bare, "right"), len(marks) - 1)] if len(marks) else bare
    lost = bare[loops.region[following] != names.SERVICE]
    verdicts.reject("line-no-service", loops.claim_of(lost), lost)
