"""Codes as dated facts: procedures, modifiers, places of service, reasons, and the rules between codes.

A code is never right by mere presence: ask `in_force(day)`. The data stands in `perdiem.codes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from perdiem.model.periods import Period


class CodeSystem(StrEnum):
    """Who keeps the code: HCPCS level II (CMS), CPT (AMA), or the UB revenue codes (NUBC)."""

    HCPCS = "hcpcs"
    CPT = "cpt"
    REVENUE = "revenue"


class Verified(StrEnum):
    """How far a row of a code table was checked against an official source.

    yes: code, dates and meaning were read in an official file. partly: some of that was, and the row's source
    or basis says what is our inference. number: only the number was. no: nothing was.
    """

    YES = "yes"
    PARTLY = "partly"
    NUMBER = "number"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Code:
    """One procedure, supply, drug or revenue code.

    `wording` is Perdiem's own short wording, not the official descriptor. `unit` is what one billed unit
    is (`per diem`, `per 10 mg`, `each`). `in_force` is the closed interval of service days on which it may be
    billed.
    `recommendations` are the numbers of the NHIA recommendations that name it.
    """

    code: str
    system: CodeSystem
    wording: str
    category: str
    unit: str
    in_force: Period
    drug_class: str | None = None
    unit_quantity: Decimal | None = None
    unit_measure: str | None = None
    recommendations: tuple[int, ...] = ()
    verified: Verified = Verified.YES
    source: str = ""
    note: str = ""

    @property
    def is_per_diem(self) -> bool:
        """Whether one unit is one per-diem day."""
        return self.unit == "per diem"


@dataclass(frozen=True, slots=True)
class Modifier:
    """A two-character modifier: its meaning in our words, what it does to a line, and on which families."""

    modifier: str
    meaning: str
    effect: str
    in_force: Period
    recommendations: tuple[int, ...] = ()
    verified: Verified = Verified.YES
    source: str = ""
    applies_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceOfService:
    """A two-digit place of service and the class of site that Perdiem reads in it."""

    place: str
    name: str
    site_class: str
    use: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """A group, claim adjustment reason (CARC) or remark (RARC) code, in our own wording."""

    kind: str  # group, carc or rarc
    code: str
    wording: str
    used_when: str
    usual_group: str | None = None
    recommendations: tuple[int, ...] = ()
    verified: Verified = Verified.YES
    source: str = ""


@dataclass(frozen=True, slots=True)
class CodeEdit:
    """A rule that a code's own descriptor (or a named policy) sets between it and other codes.

    `kind` is mutually_exclusive, includes, excludes_payable_separately, requires, stand_alone, yield_to,
    max_units, volume_band, dosing_interval, condition, not_for, excludes, payment_unit or frequency.
    `others` are selector items: codes, ranges or family names; `perdiem.codes.expand.others_of` expands them.
    `limit` is the number or circumstance of a rule that names no codes (`2 per day`, `every 8 hours`).
    """

    codes: tuple[str, ...]
    kind: str
    others: tuple[str, ...]
    rule: str
    basis: str
    verified: Verified
    source: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True)
class Successor:
    """The code that took the place of one that ended.

    `units_per_old_unit` is None where no single number serves; `multiplier_note` then says why.
    """

    old: str
    new: str
    old_last_day: date
    new_first_day: date
    old_unit: str
    new_unit: str
    units_per_old_unit: Decimal | None
    multiplier_note: str
    verified: Verified
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class DrugClassPerDiem:
    """Which per diem codes go with a drug class. Unverified rows are defaults; a contract may override."""

    drug_class: str
    specific: tuple[str, ...]
    general: str | None
    verified: Verified
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class MedicareHomeDrug:
    """A drug that Medicare fee-for-service covers at home through a pump, so that GY does not fit it."""

    code: str
    drug: str
    category: str
    modifier: str | None
    verified: Verified
    basis: str = ""
