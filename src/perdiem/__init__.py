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
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from perdiem.engine.book import Book
    from perdiem.model.claim_story import ClaimStory
    from perdiem.model.contract import Agreement, Contract
    from perdiem.model.results import Review, TermChange
    from perdiem.readers.book import BookReading
    from perdiem.rules.claims.adjudicate import Adjudication

__all__ = ["adjudicate", "adopt", "compare", "explain_claim", "open_book", "read_contract", "review"]


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


def open_book(
    inputs: Sequence[Path | str],
    *,
    tables: Mapping[str, str] | None = None,
    mapping: Path | None = None,
    time_zone: str | None = None,
    memory_limit: str | None = None,
) -> BookReading:
    """The book in claim files (837), FHIR, tables named after the book's, folders, workbooks and databases.

    `tables` gives files by the table that they hold, `mapping` is a file that says which column is which, `time_zone`
    where the days of FHIR's instants are counted. What became of every row is in its `reading`. Use it in a `with`
    block: when it is closed its working copies go. Raises UnreadableFile, UsageError, FaultsFound.

        with perdiem.open_book(["march.837", "eligibility.csv"]) as opened:
            run = perdiem.adjudicate(agreement, opened.book)
            print(run.totals, run.rows("decided_line", "disposition = 'denied'"))
    """
    from perdiem.engine.duckdb import open_engine
    from perdiem.readers.book import open_book as opened

    engine = open_engine(memory_limit=memory_limit)
    return opened(inputs, tables=tables, mapping=mapping, time_zone=time_zone, engine=engine)


def adjudicate(agreement: Agreement, book: Book, *, schema: str = "adjudication") -> Adjudication:
    """Every claim line of the book decided and priced; its results are tables on the book's engine.

    `schema` names where they stand, so that two runs can stand side by side.
    """
    from perdiem.codes import code_sets
    from perdiem.rules.claims.adjudicate import adjudicate as decide

    return decide(agreement, book, code_sets(), schema=schema)


def explain_claim(agreement: Agreement, book: Book, claim: str) -> tuple[ClaimStory, ...]:
    """Why the claims with a number were decided so, line by line. Raises UsageError where there is none."""
    from perdiem.codes import code_sets
    from perdiem.rules.claims.story import explain_claim as stories_of

    return stories_of(agreement, book, code_sets(), claim)
