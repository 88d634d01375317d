"""Diagnoses of claims and drugs of lines: what may come many times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perdiem.readers.x12 import names
from perdiem.readers.x12.columns import Array, decimal, integer, rows_of, text, words
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.numbers import decimals
from perdiem.readers.x12.references import qualified
from perdiem.readers.x12.segments import Codes, Ints, Spans, codes
from perdiem.readers.x12.shape import first_of, last_at, take
from perdiem.readers.x12.stretch import Stretch

_ROLES = ("principal", "other", "admitting", "reason for visit", "external cause")
_QUALIFIERS = ("ABK", "ABF", "ABJ", "APR", "ABN", "BK", "BF", "BJ", "PR", "BN")  # ICD-10 in the order of roles, ICD-9
_SYSTEMS = ("icd-10-cm", "icd-9-cm")
_SHOWN = 12  # diagnoses beside each line


@dataclass(frozen=True, slots=True)
class Details:
    """Rows of a table and the claim, or the line, of each."""

    columns: dict[str, Array]
    owner: Ints


def ordinals(owner: Ints) -> Ints:
    """The ordinal of each row among the rows of its owner, from 1; the rows of an owner stand together."""
    if not len(owner):
        return owner
    begins = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    return np.arange(len(owner)) - np.repeat(begins, np.diff(begins, append=len(owner))) + 1


def diagnoses_of(stretch: Stretch, columns: dict[str, Array]) -> Details:
    """Every diagnosis of every claim; puts the first twelve that are principal or other beside the claim."""
    loops, segments = stretch.loops, stretch.segments
    rows = loops.within(names.HI, names.CLAIM)
    counts = segments.elements_of(rows)
    row = np.repeat(rows, counts)
    place = ordinals(row)
    composite = segments.parts(segments.element_at(row, place))
    qualifier: Codes = segments.code(composite[1])
    known = codes(*_QUALIFIERS)
    order = np.argsort(known)
    found = order[np.minimum(np.searchsorted(known[order], qualifier), len(known) - 1)]
    value, present = composite[2], composite[9]
    mine = (known[found] == qualifier) & value.is_there
    row, found, value, present = row[mine], found[mine], value[mine], present[mine]
    claim = loops.claim_of(row)
    role, system = found % len(_ROLES), found // len(_ROLES)
    _beside_claims(stretch, columns, claim, value, role, system)
    return Details(
        {
            "sequence": integer(ordinals(claim)),
            "diagnosis_code": text(segments, value),
            "role": words(role, *_ROLES),
            "diagnosis_code_type": words(system, *_SYSTEMS),
            "present_on_admission": text(segments, present),
        },
        claim,
    )


def _beside_claims(
    stretch: Stretch, columns: dict[str, Array], claim: Ints, value: Spans, role: Ints, system: Ints
) -> None:
    count = len(stretch.loops.claims)
    shown = np.flatnonzero(role <= 1)
    shown = shown[np.lexsort((shown, role[shown], claim[shown]))]  # principal first, wherever it stands
    ordinal = ordinals(claim[shown])
    for number in range(1, _SHOWN + 1):
        at = first_of(claim[shown][ordinal == number], shown[ordinal == number], count)
        spans = Spans(take(value.start, at), np.where(at >= 0, take(value.length, at), 0))
        columns[f"diagnosis_code_{number}"] = text(stretch.segments, spans)
        if number == 1:
            columns["diagnosis_code_type"] = words(np.where(at >= 0, take(system, at), 2), *_SYSTEMS, None)


def drugs_of(stretch: Stretch, columns: dict[str, Array], faults: Faults) -> Details:
    """Every drug of every line; puts the first beside the line."""
    loops, segments = stretch.loops, stretch.segments
    rows = loops.within(names.LIN, names.SERVICE)
    line = loops.service_of(rows)
    kind = segments.code(segments.element(rows, 2))
    package = segments.element(rows, 3).only(kind == codes("N4")[0])

    def under(kind: int, *qualifiers: str) -> Ints:
        """The first segment of a kind under each LIN of the same line."""
        below = loops.within(kind, names.SERVICE)
        above = last_at(rows, below)
        above = np.where(take(line, above) == loops.service_of(below), above, -1)
        if not qualifiers:
            return first_of(above, below, len(rows))
        return qualified(loops, kind, names.SERVICE).owned_by(above).first(len(rows), *qualifiers)

    amount = under(names.CTP)
    quantity = decimals(segments, segments.element(amount, 4), 4)
    faults.add("number", amount[quantity.bad], 4)
    found = {
        "sequence": integer(ordinals(line)),
        "ndc": text(segments, package),
        "ndc_quantity": decimal(quantity, 4),
        "ndc_unit": text(segments, segments.parts(segments.element(amount, 5))[1]),
        "prescription_number": text(segments, segments.element(under(names.REF, "XZ"), 2)),
        "compound_link": text(segments, segments.element(under(names.REF, "VY"), 2)),
    }
    first = first_of(line, np.arange(len(rows)), len(loops.services))
    for column in ("ndc", "ndc_quantity", "ndc_unit", "prescription_number"):
        columns[column] = rows_of(found[column], first)
    return Details(found, line)
