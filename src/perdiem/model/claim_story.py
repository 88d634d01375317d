"""The story of one claim: what was billed, what became of each line and why, with the arithmetic to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Clause:
    """A term of the contract in words. `place` is file and line, empty where the contract is silent on the term."""

    term: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a line's arithmetic. Steps add up to the totals among them.

    `arithmetic` is `7 days x 320.00 = 2,240.00`, empty where there is nothing to work out. `amount` is in USD: what
    the step adds, less than zero where it takes; of a total, what stands there.
    """

    words: str
    arithmetic: str
    amount: Decimal
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that a rule found on a line.

    `outcome` is refused, cut or unchecked; `decides` says that it is the one for which the line is not paid. `details`
    name the other line, the approval or the days that were looked at. `send` is what to send instead, or empty.
    `quantity` is how many units a cut took. `recommendation` is the number of the one that it concerns.
    """

    edit: str
    outcome: str
    decides: bool
    sentence: str
    details: tuple[str, ...] = ()
    send: str = ""
    quantity: Decimal | None = None
    clause: Clause | None = None
    recommendation: int | None = None
    recommendation_title: str = ""


@dataclass(frozen=True, slots=True)
class AdjustmentStory:
    """One adjustment of a line: its codes, its amount in USD, and the codes' meaning in words."""

    group: str
    code: str
    amount: Decimal
    group_words: str
    words: str


@dataclass(frozen=True, slots=True)
class LineStory:
    """One line of a claim. Amounts are in USD; `modifiers` are pairs of code and meaning.

    `summary` is the line's outcome in a sentence or two; `reasons` are all that were found, the deciding one first.
    """

    number: int
    code: str
    code_words: str
    modifiers: tuple[tuple[str, str], ...]
    first_day: date | None
    last_day: date | None
    quantity: str
    place: str
    charge: Decimal
    disposition: str
    summary: str
    allowed: Decimal
    paid: Decimal
    member_owes: Decimal
    steps: tuple[Step, ...]
    reasons: tuple[Reason, ...]
    adjustments: tuple[AdjustmentStory, ...]
    clause: Clause | None
    authorization: str


@dataclass(frozen=True, slots=True)
class ClaimStory:
    """One claim under one contract. It holds no name of a person: the member is known by number.

    `payer_claim_number` is the number that this payor's answers give the claim. `notes` say what could not be looked
    at for want of a table.
    """

    claim_id: str
    payer_claim_number: str
    claim_key: str
    member_id: str
    provider: str
    billing_npi: str
    payer: str
    contract: str
    contract_file: str
    contract_version: int | None
    received: date | None
    first_day: date | None
    last_day: date | None
    charge: Decimal
    allowed: Decimal
    paid: Decimal
    member_owes: Decimal
    summary: str
    lines: tuple[LineStory, ...]
    notes: tuple[str, ...]
