"""`perdiem review`: contracts held against the 15 recommendations."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perdiem.errors import ConditionMet, FaultsFound, UsageError
from perdiem.faces.cli.claim_inputs import Mapping, NamedTables, TimeZone
from perdiem.faces.cli.words import (
    OnDate,
    Output,
    Quiet,
    Suppress,
    chosen_format,
    console,
    keep_apart,
    make_room,
    numbers,
    tell,
    today,
    write_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from perdiem.model.contract import Agreement
    from perdiem.model.measures import Scorecard
    from perdiem.model.results import Portfolio, Review
    from perdiem.readers.contract_file import ContractFile


class ReviewFormat(StrEnum):
    """How a review is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    EXCEL = "xlsx"
    WORD = "docx"
    CSV = "csv"


FILES_ONLY = {ReviewFormat.EXCEL, ReviewFormat.WORD}
FAILURES = ("not-met", "partly", "silent")


def review_command(
    contracts: Annotated[
        list[Path],
        typer.Argument(metavar="CONTRACT", help="Contract files, or folders of them; amendments may stand beside."),
    ],
    output_format: Annotated[
        ReviewFormat | None,
        typer.Option("--format", "-f", help="Default: what the ending of --output says, else text."),
    ] = None,
    output: Output = None,
    on: OnDate = None,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            metavar="STATUS[,...]",
            help="Exit with 5 when a recommendation has one of these statuses: not-met, partly, silent.",
        ),
    ] = "",
    only: Annotated[
        str, typer.Option("--only", metavar="NUMBERS", help="--fail-on looks at these recommendations only: 3,7.")
    ] = "all",
    book: Annotated[
        list[str] | None,
        typer.Option(
            "--book",
            "-b",
            metavar="PATH",
            help="Measure outcomes in this book, and show them beside each recommendation. May be given several times.",
        ),
    ] = None,
    table: NamedTables = None,
    mapping: Mapping = None,
    time_zone: TimeZone = None,
    suppress: Suppress = None,
    quiet: Quiet = False,
) -> None:
    """Review one contract, or a portfolio, against the 15 recommendations.

    Each recommendation is met, partly met, not met, silent (the contract says nothing) or not applicable, with
    the line of the contract that decides. Silence is never taken for consent. With --book each recommendation has
    beside it what the book shows of the outcomes that it is about; that changes no verdict.

    Example:  perdiem review contracts/published -o review.html

    Example:  perdiem review my-contract.yaml --book book/ -o review.html

    Example:  perdiem review my-contract.yaml --fail-on not-met --only 3,7,14
    """
    from perdiem.model.results import Portfolio

    chosen = _format(output_format, output)
    failures = _failures(fail_on)
    looked_at = numbers(only, "--only")
    keep_apart(output, book or [])
    if book or table:
        from perdiem.faces.cli.review_outcomes import reviewed_with_outcomes

        reviews, texts = reviewed_with_outcomes(
            contracts, on, book or [], table, mapping, time_zone, suppress, quiet=quiet
        )
    elif mapping or time_zone or suppress is not None:
        raise UsageError("--mapping, --time-zone and --suppress go with --book")
    else:
        reviews, texts = reviewed(contracts, on, quiet=quiet)
    keep_apart(output, [*contracts, *texts])
    portfolio = Portfolio(tuple(reviews))
    _write(portfolio, texts, chosen, output)
    if output and not quiet:
        tell(f"{len(reviews)} contract{'s' if len(reviews) != 1 else ''} reviewed: {output}")
    failed = [
        f"{review.contract}: recommendation {number} is {review.status_of(number)}"
        for review in reviews
        for number in looked_at
        if review.status_of(number).value in failures
    ]
    if failed:
        raise ConditionMet("\n".join(failed))


def reviewed(
    paths: list[Path],
    on: date | None,
    *,
    quiet: bool = False,
    scorecard_of: Callable[[Agreement], Scorecard] | None = None,
) -> tuple[list[Review], dict[str, str]]:
    """The reviews of the contracts, and the texts of their files; with `scorecard_of` each has its outcomes.

    Raises FaultsFound when contracts are wrong, with the faults of all of them.
    """
    from perdiem.codes import code_sets
    from perdiem.faces.cli.contracts import named_contracts, read_all
    from perdiem.rules.recommendations.review import review_contract

    read, errors = read_all(named_contracts(paths))
    if errors:
        raise FaultsFound(errors)
    sets = code_sets()
    reviews: list[Review] = []
    texts: dict[str, str] = {}
    for file in read:
        assert file.agreement is not None
        day = _day(file, on)
        contract = file.agreement.on(day)
        scorecard = scorecard_of(file.agreement) if scorecard_of else None
        reviews.append(review_contract(contract, sets, day, file=file.path, faults=file.warnings, scorecard=scorecard))
        texts.update(file.texts)
        for warning in file.warnings:
            tell(str(warning), quiet=quiet)
    return reviews, texts


def _day(file: ContractFile, on: date | None) -> date:
    assert file.agreement is not None
    if on is None:
        return file.agreement.period.nearest(today())
    if on not in file.agreement.period:
        raise UsageError(f"{file.path}: the contract is in force {file.agreement.period}, and not on {on}")
    return on


def _format(named: ReviewFormat | None, output: Path | None) -> ReviewFormat:
    named = chosen_format(ReviewFormat, named, output)
    if named in FILES_ONLY and output is None:
        raise UsageError(f"--format {named.value} needs a file: -o review.{named.value}")
    return named


def _failures(text: str) -> set[str]:
    failures = set()
    for word in text.replace(" ", ",").split(","):
        plain = word.strip().lower().replace("_", "-")
        if plain and plain not in FAILURES:
            raise UsageError(f"--fail-on: {word!r} is not a status; write {', '.join(FAILURES)}")
        if plain:
            failures.add(plain.replace("-", " "))
    return failures


def _write(portfolio: Portfolio, texts: dict[str, str], chosen: ReviewFormat, output: Path | None) -> None:
    single = portfolio.reviews[0] if len(portfolio.reviews) == 1 else None
    if chosen is ReviewFormat.TEXT and output is None:
        from perdiem.writers.text import print_portfolio, print_review

        if single:
            print_review(single, console())
        else:
            print_portfolio(portfolio, console())
        return
    if chosen in FILES_ONLY:
        _write_office(portfolio, chosen, output)
        return
    text = _text(portfolio, texts, chosen)
    if output:
        write_text(output, text)
    else:
        typer.echo(text, nl=False)


def _text(portfolio: Portfolio, texts: dict[str, str], chosen: ReviewFormat) -> str:
    single = portfolio.reviews[0] if len(portfolio.reviews) == 1 else None
    if chosen is ReviewFormat.JSON:
        from perdiem.writers.json import to_json

        return to_json(single or portfolio)
    if chosen is ReviewFormat.CSV:
        from perdiem.writers.csv import review_csv

        return review_csv(portfolio)
    if chosen is ReviewFormat.HTML:
        from perdiem.rules.recommendations.registry import pages
        from perdiem.writers.html import review_html

        return review_html(portfolio, pages(), sources=texts)
    from perdiem.writers.text import portfolio_text, review_text

    return review_text(single) if single else portfolio_text(portfolio)


def _write_office(portfolio: Portfolio, chosen: ReviewFormat, output: Path | None) -> None:
    from perdiem.rules.recommendations.registry import pages

    assert output is not None
    make_room(output)
    if chosen is ReviewFormat.EXCEL:
        from perdiem.writers.excel import review_xlsx

        review_xlsx(portfolio, pages(), output)
        return
    from perdiem.writers.word.review import review_docx

    review_docx(portfolio, pages(), output)
