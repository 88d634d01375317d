"""Who bills, who is insured, who is ill and who pays: what the levels above the claims say."""

from __future__ import annotations

import numpy as np

from perdiem.readers.x12 import names
from perdiem.readers.x12.columns import Array, date, rows_of, text
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.loops import Loops
from perdiem.readers.x12.numbers import dates, decimals
from perdiem.readers.x12.segments import Codes, Ints, Segments, code, codes
from perdiem.readers.x12.shape import first_of, last_at, last_where, take

_BILLING, _INSURED, _PAYER, _PATIENT = (code(each) for each in ("85", "IL", "PR", "QC"))
_TAX_NUMBERS = codes("EI", "SY")
_PROVIDER, _SUBSCRIBER, _DEPENDENT = (code(each) for each in ("20", "22", "23"))


class Levels:
    """The segments of each level, by what they are."""

    def __init__(self, loops: Loops) -> None:
        self.loops, self.segments = loops, loops.segments
        self.count = len(loops.levels)
        self._names = loops.within(names.NM1, names.LEVEL)
        self._name_kinds: Codes = self.segments.code(self.segments.element(self._names, 1))

    def name(self, kind: int) -> Ints:
        """NM1 with this qualifier, a level."""
        return self._first(self._names[self._name_kinds == kind])

    def segment(self, kind: int) -> Ints:
        """The first segment of this kind, a level."""
        return self._first(self.loops.within(kind, names.LEVEL))

    def under(self, kind: int, name: int, chosen: Codes | None = None) -> Ints:
        """The first segment of this kind that stands under the name with this qualifier, a level."""
        rows = self.loops.within(kind, names.LEVEL)
        above = last_at(self._names, rows)
        mine = take(self._name_kinds.astype(np.int64), above) == name
        mine &= self.loops.level_of(rows) == take(self.loops.level_of(self._names), above)
        if chosen is not None:
            mine &= np.isin(self.segments.code(self.segments.element(rows, 1)), chosen)
        return self._first(rows[mine])

    def _first(self, rows: Ints) -> Ints:
        return first_of(self.loops.level_of(rows), rows, self.count)


def parties(loops: Loops, faults: Faults) -> dict[str, Array]:
    """The columns of billing provider, coverage, subscriber and patient, one row a claim; reports what is missing."""
    segments, levels = loops.segments, Levels(loops)
    billing, insured = levels.name(_BILLING), levels.name(_INSURED)
    payer, patient = levels.name(_PAYER), levels.name(_PATIENT)
    kinds = loops.level_kinds
    for rule, name, kind in (
        ("billing-missing", billing, _PROVIDER),
        ("subscriber-missing", insured, _SUBSCRIBER),
        ("payer-missing", payer, _SUBSCRIBER),
        ("patient-missing", patient, _DEPENDENT),
    ):
        faults.add(rule, loops.levels[(name < 0) & (kinds == kind)])
    member = segments.element(insured, 9)
    faults.add("member-missing", insured[(insured >= 0) & ~member.is_there], 9)
    provider_of, subscriber_of = loops.provider_of_claim, loops.subscriber_of_claim
    columns: dict[str, Array] = {}

    def of(level: Ints, **places: tuple[Ints, int]) -> None:
        for column, (rows, element) in places.items():
            columns[column] = rows_of(text(segments, segments.element(rows, element)), level)

    tax = levels.under(names.REF, _BILLING, _TAX_NUMBERS)
    coverage = levels.segment(names.SBR)
    of(
        provider_of,
        billing_npi=(billing, 9), billing_name=(billing, 3), billing_tin=(tax, 2),
        billing_taxonomy_code=(levels.segment(names.PRV), 3),
    )  # fmt: skip
    of(
        subscriber_of,
        payer=(payer, 3), payer_id=(payer, 9), member_id=(insured, 9),
        subscriber_last_name=(insured, 3), subscriber_first_name=(insured, 4),
        payer_responsibility_code=(coverage, 1), group_number=(coverage, 3), plan=(coverage, 4),
        claim_filing_indicator_code=(coverage, 9),
    )  # fmt: skip
    _people(loops, levels, columns, faults)
    relation = segments.element(take(coverage, subscriber_of), 2)
    own = segments.element(take(levels.segment(names.PAT), loops.level_of_claim), 1)
    columns["patient_relationship_code"] = text(segments, own.only(loops.is_dependent).otherwise(relation))
    return columns


def _people(loops: Loops, levels: Levels, columns: dict[str, Array], faults: Faults) -> None:
    """The subscriber, and the patient, who is the subscriber unless the claim stands under a patient's level."""
    segments = loops.segments
    insured, patient = levels.name(_INSURED), levels.name(_PATIENT)
    of_insured = levels.under(names.DMG, _INSURED)
    of_patient = levels.under(names.DMG, _PATIENT)
    subscriber_of, dependent = loops.subscriber_of_claim, loops.is_dependent
    name = np.where(dependent, take(patient, loops.level_of_claim), take(insured, subscriber_of))
    columns["patient_last_name"] = text(segments, segments.element(name, 3))
    columns["patient_first_name"] = text(segments, segments.element(name, 4))
    person = np.where(dependent, take(of_patient, loops.level_of_claim), take(of_insured, subscriber_of))
    for who, rows in (("subscriber", take(of_insured, subscriber_of)), ("patient", person)):
        born = dates(segments, segments.element(rows, 2))
        columns[f"{who}_birth_date"] = date(born)
        columns[f"{who}_sex"] = text(segments, segments.element(rows, 3))
    for rows in (of_insured, of_patient):
        faults.add("date", rows[dates(segments, segments.element(rows, 2)).bad], 2)
    _check_order(segments, loops, faults)


def _check_order(segments: Segments, loops: Loops, faults: Faults) -> None:
    """HL01 counts the levels of a transaction, HL02 names the level above, HL03 is one that claims have."""
    faults.add("hl-level", loops.levels[~loops.is_known_level], 3)
    number = decimals(segments, segments.element(loops.levels, 1), 0).value
    parent = decimals(segments, segments.element(loops.levels, 2), 0).value
    inside = loops.transaction_of_level
    count = len(number)
    expected = np.ones(count, dtype=np.int64)
    same = inside[1:] == inside[:-1]
    expected[1:] = np.where(same, number[:-1] + 1, 1)
    faults.add("hl-sequence", loops.levels[(number != expected) & (inside >= 0)], 1)
    for kind, above in ((_SUBSCRIBER, _PROVIDER), (_DEPENDENT, _SUBSCRIBER)):
        place = last_where(loops.level_kinds == above) if count else np.zeros(0, dtype=np.int64)
        is_above = (place >= 0) & (take(inside, place) == inside)
        wrong = (loops.level_kinds == kind) & ~(is_above & (parent == take(number, place)))
        faults.add("hl-parent", loops.levels[wrong & (inside >= 0)], 2)
