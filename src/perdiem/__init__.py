"""Perdiem: a home-infusion contract as one text file, held against the 15 recommendations.

The public names, for programs; the command line has the same verbs. What a function needs is imported when it is
called, so that `import perdiem` costs nothing.

    import perdiem

    agreement = perdiem.read_contract("my-contract.yaml")
    review = perdiem.review(agreement)
    print(review.status_of(7))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from perdiem.model.contract import Agreement, Contract
    from perdiem.model.results import Review, TermChange

__all__ = ["adopt", "compare", "read_contract", "review"]


def read_contract(path: Path | str) -> Agreement:
    """The agreement in a contract file, with the amendments and rate sheets that it names.

    Raises UnreadableFile when a file cannot be used, FaultsFound with every fault when it is wrong
    (both in `perdiem.errors`).
    """
    from perdiem.readers.contract_file import read_contract as read

    return read(path)


def review(agreement: Agreement, on: date | None = None) -> Review:
    """The agreement's terms on a day, held against the 15 recommendations.

    `on` is by default today, or the agreement's nearest day.
    """
    from datetime import UTC, datetime

    from perdiem.codes import code_sets
    from perdiem.rules.recommendations.review import review_contract

    day = on or agreement.period.nearest(datetime.now(tz=UTC).astimezone().date())
    return review_contract(agreement.on(day), code_sets(), day, file=agreement.file)


def compare(before: Contract, after: Contract) -> tuple[TermChange, ...]:
    """Every term that differs between two contracts, before and after; rates code by code."""
    from perdiem.codes import code_sets
    from perdiem.rules.comparison import changes_between

    return changes_between(before, after, code_sets())


def adopt(contract: Contract, numbers: Sequence[int]) -> Contract:
    """The contract as it would be with these recommendations (1 to 15) adopted; proposed figures are in it."""
    from perdiem.codes import code_sets
    from perdiem.rules.recommendations.adopt import adopt as adopted

    return adopted(contract, code_sets(), numbers)[0]
