"""What a run over claims comes to: its reconciliation, and two runs of the same claims side by side."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from perdiem.model.results import TermChange


@dataclass(frozen=True, slots=True)
class Share:
    """The lines of a run that have something in common, and their money in USD."""

    name: str
    words: str
    lines: int
    charge: Decimal
    allowed: Decimal
    paid: Decimal
    member_owes: Decimal


@dataclass(frozen=True, slots=True)
class ReasonShare:
    """What one reason took off the charges of a run: in how many lines, and how much, in USD."""

    edit: str
    words: str
    group: str
    code: str
    lines: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RecommendationShare:
    """What the contract's terms that one recommendation is about took: findings on lines, and how much, in USD."""

    number: int
    title: str
    findings: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class UnusedTerm:
    """A term that the contract states and that decides no claim line, and why it does not."""

    term: str
    place: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class PaidShare:
    """Lines that have something in common: what the contract pays, what remittances paid, in USD.

    `difference` is by how much more was paid, over the lines that can be held against each other.
    """

    name: str
    words: str
    lines: int
    contract_paid: Decimal
    remitted_paid: Decimal
    difference: Decimal


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One line that was paid otherwise than the contract says, in USD. `number` is 0 for a claim paid as a whole."""

    claim_id: str
    number: int
    code: str
    contract_paid: Decimal
    remitted_paid: Decimal
    remitted_reasons: str
    reason: str
    place: str

    @property
    def difference(self) -> Decimal:
        """By how much more was paid."""
        return self.remitted_paid - self.contract_paid


@dataclass(frozen=True, slots=True)
class RemittanceCheck:
    """What remittances paid beside what the contract pays.

    Claims paid = `on_these` + `on_others`; payments = claims paid - `provider_adjustments`; in USD. `codes` are those
    of lines paid otherwise, `lines` the greatest differences, at most some hundreds.
    """

    payments: int
    claims: int
    paid: Decimal
    provider_adjustments: Decimal
    on_these: Decimal
    on_others: Decimal
    outcomes: tuple[PaidShare, ...]
    codes: tuple[PaidShare, ...]
    reasons: tuple[ReasonShare, ...]
    lines: tuple[PaidLine, ...]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The reconciliation of a run. Lines read = lines decided + lines rejected; charge = paid + adjustments, in USD.

    `lines_read` and `lines_rejected` count what the readers met and set aside, with their charges as far as they could
    be read. `notes` say what was not looked at for want of a table; `unused_terms` which stated terms decided nothing.
    `remitted` is what remittances paid, where the book has some.
    """

    contract: str
    file: str
    lines_read: int
    lines_rejected: int
    lines: int
    claims: int
    charge: Decimal
    allowed: Decimal
    paid: Decimal
    member_owes: Decimal
    adjustments: Decimal
    dispositions: tuple[Share, ...]
    codes: tuple[Share, ...]
    therapies: tuple[Share, ...]
    reasons: tuple[ReasonShare, ...]
    recommendations: tuple[RecommendationShare, ...]
    unchecked: tuple[ReasonShare, ...]
    notes: tuple[str, ...]
    unused_terms: tuple[UnusedTerm, ...]
    remitted: RemittanceCheck | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Lines that have something in common under two contracts, in USD. `changed` counts those whose payment differs."""

    name: str
    words: str
    lines: int
    changed: int
    allowed_before: Decimal
    allowed_after: Decimal
    paid_before: Decimal
    paid_after: Decimal

    @property
    def difference(self) -> Decimal:
        """By how much more is paid after."""
        return self.paid_after - self.paid_before


@dataclass(frozen=True, slots=True)
class ReasonMoved:
    """What one reason takes under two contracts: in how many lines, and how much, in USD."""

    edit: str
    words: str
    lines_before: int
    lines_after: int
    amount_before: Decimal
    amount_after: Decimal


@dataclass(frozen=True, slots=True)
class Turn:
    """Lines that end otherwise under the second contract, in USD: from one disposition and edit to another."""

    before: str
    after: str
    edit_before: str
    edit_after: str
    words: str
    lines: int
    paid_before: Decimal
    paid_after: Decimal


@dataclass(frozen=True, slots=True)
class LineMoved:
    """One line whose payment differs under two contracts."""

    claim_id: str
    number: int
    code: str
    disposition_before: str
    disposition_after: str
    paid_before: Decimal
    paid_after: Decimal
    reason_before: str
    reason_after: str


@dataclass(frozen=True, slots=True)
class ClaimComparison:
    """The same claims under two contracts. `lines_changed` are the greatest differences, at most some hundreds."""

    before: str
    before_file: str
    after: str
    after_file: str
    changes: tuple[TermChange, ...]
    total: Moved
    dispositions: tuple[Turn, ...]
    codes: tuple[Moved, ...]
    therapies: tuple[Moved, ...]
    recommendations: tuple[ReasonMoved, ...]
    reasons: tuple[ReasonMoved, ...]
    lines_changed: tuple[LineMoved, ...]
    notes: tuple[str, ...]
