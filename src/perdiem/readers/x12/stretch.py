"""One stretch of an interchange that ends where a claim ends: its segments, its shape, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np

from perdiem.model.interchange import Group, Interchange, Transaction, X12File, X12Position
from perdiem.readers.x12.grammar import INSTITUTIONAL
from perdiem.readers.x12.loops import Loops
from perdiem.readers.x12.names import NAMES
from perdiem.readers.x12.segments import Ints, Segments
from perdiem.readers.x12.shape import Shape

L_co = TypeVar("L_co", bound=Shape, covariant=True)


@dataclass(slots=True)
class Payment:
    """The sums of a remittance while it is read, in cents, to be compared at its end.

    `stated` is BPR02, `position` its place; `claims` sums CLP04, `adjustments` the amounts of PLB, of which there were
    `adjusted`. `is_known` is False once a claim or an amount could not be read, so that the sums say nothing.
    """

    stated: int
    position: X12Position
    claims: int = 0
    adjustments: int = 0
    adjusted: int = 0
    is_known: bool = True


@dataclass(slots=True)
class OpenTransaction:
    """A transaction while it is read.

    `form` is that of its grammar, or 0 for one that is set aside; then `refused` names the rule. `number` is ST's
    ordinal among the interchange's segments. `payment` is what a remittance pays.
    """

    transaction: Transaction
    group: Group
    form: int
    number: int
    refused: str | None
    payment: Payment | None = None

    @property
    def is_institutional(self) -> bool:
        """Whether it holds institutional claims."""
        return self.form == INSTITUTIONAL


@dataclass(slots=True)
class AnyStretch(Generic[L_co]):
    """What one step of reading works on.

    The rows before `first` were read with an earlier stretch and are here for what they say about those that
    follow. `number` is each segment's ordinal within the interchange, `offset` where it begins in the file.
    `transactions` belong to the ST rows, each of which holds as far as the row in `ends`. `too_long` are rows
    whose segment was cut short. `last_claim` names the rule that sets aside a last claim that has no end.
    `is_partial` says that the last segment has no end.
    """

    file: X12File
    interchange: Interchange
    segments: Segments
    loops: L_co
    first: int
    number: Ints
    offset: Ints
    too_long: Ints
    claim_limit: int
    last_claim: str | None = None
    is_partial: bool = False
    transactions: list[OpenTransaction] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    _refused: list[tuple[int, int]] | None = None

    @property
    def has_cut_claim(self) -> bool:
        """Whether the interchange ends inside the last claim."""
        return self.last_claim == "claim-cut" and self.is_in_claim_at_end

    @property
    def is_in_claim_at_end(self) -> bool:
        """Whether no border follows the last claim."""
        claims, borders = self.loops.claims, self.loops.borders
        return len(claims) > 0 and claims[-1] == borders[-1]

    def refused(self) -> list[tuple[int, int]]:
        """First and last rows of the transactions that are set aside."""
        if self._refused is None:
            self._refused = [
                (int(self.loops.transactions[place]), self.ends[place])
                for place, opened in enumerate(self.transactions)
                if opened.refused
            ]
        return self._refused

    def transaction_of(self, row: int) -> OpenTransaction | None:
        """The transaction in which a segment stands, its ST and SE with it; None when it stands outside."""
        place = int(np.searchsorted(self.loops.transactions, row, "right")) - 1
        return self.transactions[place] if place >= 0 and row <= self.ends[place] else None

    def position(self, row: int, element: int | None = None, inside: OpenTransaction | None = None) -> X12Position:
        """Where a segment stands, for a fault."""
        inside = inside or self.transaction_of(row)
        return self.position_in(
            row, inside.group if inside else None, inside.transaction if inside else None,
            inside.number if inside else 0, element,
        )  # fmt: skip

    def position_in(
        self, row: int, group: Group | None, transaction: Transaction | None, number: int, element: int | None = None
    ) -> X12Position:
        """Where a segment stands, when its envelopes are known; `number` is ST's ordinal."""
        return X12Position(
            self.file.name,
            interchange=self.interchange.control,
            group=group.control if group else None,
            transaction=transaction.control if transaction else None,
            segment=int(self.number[row]) - number + 1,
            segment_id=NAMES[int(self.segments.kinds[row])],
            element=element,
            offset=int(self.offset[row]),
        )


Stretch = AnyStretch[Loops]
"""A stretch of claims."""
