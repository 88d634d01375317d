"""The reconciliation of a run: what went in against what came out, whichever engine ran it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Ask = Callable[[str], Sequence[Sequence[Any]]]

_MONEY = "charge_amount", "allowed_amount", "paid_amount", "member_responsibility_amount"


@dataclass(frozen=True, slots=True)
class Totals:
    """Lines and dollars of a run: lines in = lines out, charged in = charged out = paid + adjustments.

    `lines_in` and `charge_in` are counted in the book, all others in the results.
    """

    lines_in: int
    charge_in: Decimal
    lines: int
    lines_by_disposition: dict[str, int]
    charge: Decimal
    allowed: Decimal
    paid: Decimal
    member_responsibility: Decimal
    adjustments: Decimal

    @property
    def is_balanced(self) -> bool:
        """Whether every line and every dollar that went in is accounted for."""
        return (
            self.lines == self.lines_in
            and self.charge == self.charge_in
            and self.charge == self.paid + self.adjustments
        )


def totals_of(ask: Ask, claim_line: str, decided_line: str, line_adjustment: str) -> Totals:
    """The totals, asked of an engine: the book's claim lines and two result tables by the names that it knows."""
    ((lines_in, charge_in),) = ask(f"SELECT count(*), coalesce(sum(charge_amount), 0) FROM {claim_line}")
    sums = ", ".join(f"coalesce(sum({column}), 0)" for column in _MONEY)
    ((lines, *money),) = ask(f"SELECT count(*), {sums} FROM {decided_line}")
    ((adjustments,),) = ask(f"SELECT coalesce(sum(amount), 0) FROM {line_adjustment}")
    dispositions = ask(f"SELECT disposition, count(*) FROM {decided_line} GROUP BY disposition ORDER BY disposition")
    charge, allowed, paid, owed = (Decimal(each) for each in money)
    return Totals(
        lines_in=int(lines_in),
        charge_in=Decimal(charge_in),
        lines=int(lines),
        lines_by_disposition={str(name): int(count) for name, count in dispositions},
        charge=charge,
        allowed=allowed,
        paid=paid,
        member_responsibility=owed,
        adjustments=Decimal(adjustments),
    )
