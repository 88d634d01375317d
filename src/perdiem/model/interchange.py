"""What is known of an X12 file after reading it: places, faults, and the counts of each envelope."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from perdiem.model.faults import Fault, Severity
from perdiem.model.interchange_rules import RULES, Rule
from perdiem.model.positions import Position

FAULTS_KEPT = 10_000  # of one file; the rest is counted only, so that a bad file of any size fits in memory


@dataclass(frozen=True, slots=True)
class X12Position(Position):
    """A place in an X12 file: control numbers of the envelopes, then segment and element.

    `segment` is the segment's ordinal within its transaction (ST is 1), or within the file where there is none;
    `segment_id` is empty for a segment that no claim has, because a mangled name may stand there. `offset` counts
    bytes of the unpacked file from 0.
    """

    interchange: str | None = None
    group: str | None = None
    transaction: str | None = None
    segment: int | None = None
    segment_id: str = ""
    element: int | None = None
    offset: int | None = None

    def __str__(self) -> str:
        parts = [self.file]
        for name, value in (("ISA", self.interchange), ("GS", self.group), ("ST", self.transaction)):
            if value is not None:
                parts.append(f"{name} {value}")
        if self.segment is not None:
            element = f"{self.element:02d}" if self.element else ""
            parts.append(f"segment {self.segment} {self.segment_id}{element}".rstrip())
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class X12Fault(Fault):
    """A fault of a claim file. `rule` names it; it never holds what stands in the file beyond numbers of envelopes."""

    rule: str = ""

    @property
    def named_rule(self) -> Rule:
        """The rule that is broken."""
        return RULES[self.rule]


@dataclass(slots=True)
class Transaction:
    """One ST to SE as read, with its batch's reference (BHT03), who submits it (NM1*41) and who receives it (NM1*40).

    `rules` counts all its faults, also those for which there was no room in `faults`.
    """

    control: str
    kind: str
    version: str
    reference: str = ""
    submitter: str = ""
    submitter_id: str = ""
    receiver: str = ""
    receiver_id: str = ""
    segments: int = 0
    claims: int = 0
    claims_rejected: int = 0
    lines: int = 0
    faults: list[X12Fault] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Group:
    """One GS to GE as read. `stated` is GE01, None when it is missing or not a number."""

    kind: str
    sender: str
    receiver: str
    date: str
    control: str
    version: str
    stated: int | None = None
    transactions: list[Transaction] = field(default_factory=list)
    faults: list[X12Fault] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Interchange:
    """One ISA to IEA as read: who sent it to whom, and its groups. Its faults are also those of what is in it."""

    control: str
    sender_qualifier: str
    sender: str
    receiver_qualifier: str
    receiver: str
    date: str
    time: str
    usage: str
    groups: list[Group] = field(default_factory=list)
    faults: list[X12Fault] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)


Envelope = Interchange | Group | Transaction
"""What may hold a fault."""


@dataclass(slots=True)
class X12File(ABC):
    """What one file held. Claims read = claims kept + claims rejected, and so for lines.

    `rules` counts every fault, also those beyond the first 10,000 that `faults` holds.
    """

    name: str
    bytes: int = 0
    segments: int = 0
    claims: int = 0
    claims_rejected: int = 0
    lines: int = 0
    lines_rejected: int = 0
    interchanges: list[Interchange] = field(default_factory=list)
    faults: list[X12Fault] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)
    is_complete: bool = True

    @property
    def claims_kept(self) -> int:
        """The claims whose lines are in the book."""
        return self.claims - self.claims_rejected

    @property
    def groups(self) -> int:
        """How many functional groups were met."""
        return sum(len(interchange.groups) for interchange in self.interchanges)

    @property
    def transactions(self) -> int:
        """How many transaction sets were met."""
        return sum(len(group.transactions) for each in self.interchanges for group in each.groups)

    @property
    def errors(self) -> int:
        """How many faults are more than warnings."""
        return sum(count for name, count in self.rules.items() if RULES[name].severity is Severity.ERROR)

    def add(self, fault: X12Fault, *holders: Envelope | None) -> None:
        """Counts a fault and keeps it, here and in the envelopes that hold it, while there is room."""
        has_room = len(self.faults) < FAULTS_KEPT
        self.rules[fault.rule] += 1
        if has_room:
            self.faults.append(fault)
        for holder in holders:
            if holder is not None:
                holder.rules[fault.rule] += 1
                if has_room:
                    holder.faults.append(fault)

    def __str__(self) -> str:
        return (
            f"{self.name}: {len(self.interchanges)} interchanges, {self.groups} groups, "
            f"{self.transactions} transactions, {self.claims} claims ({self.claims_rejected} set aside), "
            f"{self.lines} lines ({self.lines_rejected} set aside), {self._money()}, "
            f"{sum(self.rules.values())} faults"
        )

    @abstractmethod
    def _money(self) -> str:
        """What the file comes to, in words."""


@dataclass(slots=True)
class ClaimFile(X12File):
    """What a file of claims held. `charges` sums the stated totals of the claims kept, in USD."""

    charges: Decimal = Decimal("0.00")

    def _money(self) -> str:
        return f"{self.charges} USD charged"


@dataclass(slots=True)
class RemittanceFile(X12File):
    """What a file of remittances held. `payments` counts those kept, `paid` sums their stated amounts, in USD."""

    payments: int = 0
    paid: Decimal = Decimal("0.00")

    def _money(self) -> str:
        return f"{self.payments} payments of {self.paid} USD"


def fault_of(rule: str, position: X12Position, detail: str | None = None) -> X12Fault:
    """The fault of a rule at a place; `detail` adds counts or control numbers, never what a person's segment holds."""
    named = RULES[rule]
    message = f"{named.message} ({detail})" if detail else named.message
    return X12Fault(position, "", message, suggestion=named.action, severity=named.severity, rule=rule)
