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
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from pathlib import Path

    from perdiem.engine.book import Book
    from perdiem.model.authorization import AuthorizationRequest, CoverageSpan, Decision, ItemOnFile
    from perdiem.model.authorization_settings import AuthorizationSettings
    from perdiem.model.claim_story import ClaimStory
    from perdiem.model.contract import Agreement, Contract
    from perdiem.model.estimate import Estimate
    from perdiem.model.measure_settings import MeasureSettings
    from perdiem.model.measures import Dimension, Scorecard
    from perdiem.model.rate_market import ImpliedContract, RateMarket
    from perdiem.model.results import Review, TermChange
    from perdiem.readers.book import BookReading
    from perdiem.readers.rate_file import OpenedRates
    from perdiem.rules.claims.adjudicate import Adjudication

__all__ = [
    "adjudicate",
    "adopt",
    "authorize",
    "compare",
    "estimate",
    "explain_claim",
    "implied_contract",
    "measure",
    "open_book",
    "open_rates",
    "rate_market",
    "read_contract",
    "review",
]


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


def open_rates(
    places: Sequence[Path | str],
    *,
    codes: Sequence[str] | None = None,
    references: Path | None = None,
    kept: Path | None = None,
    memory_limit: str = "1GB",
) -> AbstractContextManager[OpenedRates]:
    """Published rate files (paths, folders, addresses, tables that were written before) as one table of rates.

    `codes` are codes, ranges and families, by default home infusion's. `references` is a folder of provider reference
    files; `kept` a working folder in which an interrupted run goes on. What is wrong with a file is counted in its
    `reading`. Raises UnreadableFile, UsageError.

        with perdiem.open_rates(["in-network.json.gz"]) as opened:
            print(opened.book.engine.run("SELECT code, rate FROM book.published_rate").fetchmany(5))
            print(perdiem.rate_market(opened).codes)
    """
    from perdiem.codes import code_sets, parse_selector
    from perdiem.engine.duckdb import open_engine
    from perdiem.readers.rate_file import open_rates as opened
    from perdiem.readers.rate_file import wanted_codes

    sets = code_sets()
    wanted = None if codes is None else wanted_codes(sets, parse_selector(", ".join(codes), sets).codes)
    engine = open_engine(memory_limit=memory_limit, kept=kept)
    return opened(places, wanted=wanted, references=references, engine=engine, kept=kept, sets=sets)


def rate_market(opened: OpenedRates, contract: Contract | None = None) -> RateMarket:
    """How each code is paid across the payors and providers of the rates; a contract is placed by percentiles."""
    from perdiem.codes import code_sets
    from perdiem.rules.rates.market import rate_market as market
    from perdiem.rules.rates.stages import rate_rows

    rate_rows(opened.book)
    return market(opened.book, code_sets(), contract, contract.contract if contract else "")


def implied_contract(opened: OpenedRates, *, payor: str = "", provider: str = "") -> ImpliedContract:
    """The contract that one payor's rates for one provider imply; only what can be observed is in it.

    `payor` is a part of the name, `provider` a tax number, an NPI or a part of the name; where only one fits, they may
    be left out. Raises UsageError with those that there are.
    """
    from perdiem.codes import code_sets
    from perdiem.rules.rates.implied import implied_contract as implied
    from perdiem.rules.rates.stages import rate_rows

    rate_rows(opened.book)
    return implied(opened.book, code_sets(), payor=payor, provider=provider)


def estimate(
    agreement: Agreement,
    book: Book,
    numbers: Sequence[int],
    *,
    scenario: Path | str | None = None,
    horizon: int = 3,
    perspective: str = "payor",
    draws: int = 10_000,
    seed: int = 20_260,
    attribution: str = "auto",
) -> Estimate:
    """What adopting these recommendations costs and saves on the book, in US dollars; savings are positive.

    Payments are exact, outcomes a model whose every figure is in `assumptions`; `scenario` is a file of your own
    figures. Raises UsageError, FaultsFound for a scenario with faults, UnreadableFile.

        found = perdiem.estimate(agreement, opened.book, [3, 7], horizon=1)
        print(found.total.value, found.total.low, found.total.high)
    """
    from pathlib import Path as FilePath

    from perdiem.codes import code_sets
    from perdiem.readers.scenario import read_scenario
    from perdiem.rules.impact.estimate import Asked
    from perdiem.rules.impact.estimate import estimate as estimated
    from perdiem.rules.impact.levers import default_scenario

    assumed = default_scenario() if scenario is None else read_scenario(FilePath(scenario), default_scenario())
    asked = Asked(tuple(numbers), horizon, perspective, draws, seed, attribution)
    return estimated(agreement, book, code_sets(), asked, assumed)


def measure(
    book: Book,
    *,
    agreement: Agreement | None = None,
    by: Sequence[Dimension | str] = (),
    since: date | None = None,
    until: date | None = None,
    settings: MeasureSettings | None = None,
    measures: Sequence[str] | None = None,
    change_on: date | None = None,
) -> Scorecard:
    """Every measure of the book, or those named, with intervals; with an agreement, what concerns it.

    `by` breaks each down: payor, contract, site, line_of_business, therapy, age_band, month. `settings` say among other
    things what is withheld: by default what rests on fewer than 11 people or events. `change_on` asks what changed on
    that day; by default the days of the agreement's amendments. Raises UsageError for a name that is none.

        with perdiem.open_book(["book"]) as opened:
            scorecard = perdiem.measure(opened.book, by=["site", "month"])
            print(scorecard.overall("occlusions").value)
    """
    from perdiem.rules.measures.measure import measure as measured

    return measured(
        book, agreement=agreement, by=by, since=since, until=until, settings=settings, measures=measures,
        change_on=change_on,
    )  # fmt: skip


def authorize(
    agreement: Agreement,
    request: AuthorizationRequest,
    *,
    on_file: Sequence[ItemOnFile] = (),
    coverage: Sequence[CoverageSpan] | None = None,
    now: datetime | None = None,
    settings: AuthorizationSettings | None = None,
) -> Decision:
    """The decision on a request for authorization, item by item, each with the contract's term behind it.

    `on_file` are the member's other items, `coverage` its eligibility (None: not known), `now` an aware instant, by
    default the present. What the classes mean is in `perdiem.model.authorization`.
    """
    from datetime import UTC, datetime

    from perdiem.codes import code_sets
    from perdiem.rules.authorization.decision import DEFAULTS, decide

    at = now or datetime.now(tz=UTC)
    return decide(request, agreement, code_sets(), on_file, at, settings or DEFAULTS, coverage=coverage)
