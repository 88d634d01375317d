"""Whether a contract pays a code at all, and at which rate: from its rates and its lists of codes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.marks import Path
from perdiem.model.terms.payment import Rate


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a contract stands to a code.

    priced: a rate above zero, or a percent of a price. zero: a rate of zero. accepted: listed without a rate.
    refused: listed as not accepted. silent: the code is not mentioned. `path` leads to the deciding term;
    `amount` is in dollars a unit, None for a percent of a price.
    """

    status: Literal["priced", "zero", "accepted", "refused", "silent"]
    path: Path = ()
    amount: Decimal | None = None

    @property
    def is_covered(self) -> bool:
        """Whether the contract takes the code, with a rate above zero or without a rate of its own."""
        return self.status in {"priced", "accepted"}


def rates_of(contract: Contract, sets: CodeSets, code: str) -> list[tuple[Path, Rate]]:
    """Every rate row that names the code, with its path."""
    return [
        (("rates", row), rate)
        for row, rate in enumerate(contract.rates or ())
        if code in expand(rate.codes or (), sets)
    ]


def coverage_of(contract: Contract, sets: CodeSets, code: str) -> Coverage:
    """How the contract stands to a code. A refusal goes before a rate, a rate before a list."""
    if code in expand(contract.coding.refused or (), sets):
        return Coverage("refused", ("coding", "refused"))
    rates = rates_of(contract, sets, code)
    for path, rate in rates:
        amount = contract.amount_of(rate)
        if amount is None or amount > 0:
            return Coverage("priced", path, amount)
    if rates:
        return Coverage("zero", rates[0][0], Decimal(0))
    for section, key in (
        ("coding", "accepted"),
        ("per_diem", "paid_beside"),
        ("parenteral_nutrition", "solution_codes"),
    ):
        if code in expand(getattr(getattr(contract, section), key) or (), sets):
            return Coverage("accepted", (section, key))
    return Coverage("silent")
