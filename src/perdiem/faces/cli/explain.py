"""`perdiem explain`: a recommendation's page, and how a contract stands to it; or why a claim was decided so."""

from __future__ import annotations

import io
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from perdiem.errors import UsageError
from perdiem.faces.cli.claim_inputs import BookPaths, Mapping, NamedTables, TimeZone
from perdiem.faces.cli.words import OnDate, Output, chosen_format, console, keep_apart, write_text


class ExplainFormat(StrEnum):
    """How a page is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def explain_command(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NUMBER|CLAIMS",
            help="A recommendation, 1 to 15, or `all` for their titles. With --claim: claim files (837), folders, or "
            "tables of the book.",
        ),
    ] = None,
    contract: Annotated[
        Path | None,
        typer.Option("--contract", "-c", metavar="FILE", help="Show what this contract says, line by line."),
    ] = None,
    claim: Annotated[
        str | None, typer.Option("--claim", metavar="ID", help="Tell why this claim was decided so, line by line.")
    ] = None,
    book: BookPaths = None,
    table: NamedTables = None,
    mapping: Mapping = None,
    time_zone: TimeZone = None,
    output_format: Annotated[
        ExplainFormat | None,
        typer.Option("--format", "-f", help="text or json; a claim also html. Default: the ending of -o, else text."),
    ] = None,
    output: Output = None,
    on: OnDate = None,
) -> None:
    """Explain a recommendation; or why a claim was decided so.

    A recommendation: what is looked for, why it matters, when it is met, and a clause to use.

    A claim: for each line what was billed, what was paid with the arithmetic, all reasons that were found, the
    contract's clause behind each, and what to send instead.

    Example:  perdiem explain 7

    Example:  perdiem explain 7 --contract my-contract.yaml

    Example:  perdiem explain --claim A-1001 --contract my-contract.yaml march.837 --book eligibility.csv -o A-1001.html
    """
    chosen = chosen_format(ExplainFormat, output_format, output)
    if claim is not None:
        from perdiem.faces.cli.explain_claim import explain_claim

        if contract is None:
            raise UsageError("--claim needs the contract that decides: --contract my-contract.yaml")
        if not words and not book and not table:
            raise UsageError("--claim needs the claims: name their files, such as march.837")
        inputs = [*(words or []), *(book or [])]
        explain_claim(claim, contract, inputs, table, mapping, time_zone, form=chosen.value, output=output)
        return
    if book or table or mapping or time_zone:
        raise UsageError("--book, --table, --mapping and --time-zone go with --claim")
    if not words or len(words) > 1:
        raise UsageError("name one recommendation, 1 to 15, or all; or a claim with --claim")
    if chosen is ExplainFormat.HTML:
        raise UsageError("a recommendation is written as text or json; `perdiem review` writes pages")
    _recommendation(words[0], contract, chosen, output, on)


def _recommendation(
    number: str, contract: Path | None, form: ExplainFormat, output: Path | None, on: date | None
) -> None:
    from perdiem.rules.recommendations.registry import RECOMMENDATIONS, page

    if number.strip().lower() == "all":
        titles = "".join(f"R{each.number:02}  {each.title}\n" for each in RECOMMENDATIONS)
        write_text(output, titles) if output else typer.echo(titles, nl=False)
        return
    plain = number.strip().upper().removeprefix("R")
    if not plain.isdigit() or not 1 <= int(plain) <= len(RECOMMENDATIONS):
        raise UsageError(f"{number!r} is not a recommendation; write a number from 1 to 15, or all")
    shown = page(int(plain))
    result = None
    if contract is not None:
        from perdiem.faces.cli.review import reviewed

        keep_apart(output, [contract])
        reviews, _ = reviewed([contract], on, quiet=True)
        result = reviews[0].results[int(plain) - 1]
    if form is ExplainFormat.JSON:
        from perdiem.writers.json import to_json

        text = to_json(result if result is not None else shown)
        write_text(output, text) if output else typer.echo(text, nl=False)
        return
    from perdiem.writers.recommendation_text import print_page

    if output is None:
        print_page(shown, result, console())
        return
    from rich.console import Console

    held = io.StringIO()
    print_page(shown, result, Console(file=held, width=100, no_color=True, highlight=False))
    write_text(output, held.getvalue())
