"""`perdiem explain`: a recommendation's page, and how a contract stands to it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from perdiem.errors import UsageError
from perdiem.faces.cli.words import OnDate, console


class ExplainFormat(StrEnum):
    """How a page is written."""

    TEXT = "text"
    JSON = "json"


def explain_command(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help="A recommendation, 1 to 15; or `all` for their titles.")
    ],
    contract: Annotated[
        Path | None,
        typer.Option("--contract", "-c", metavar="FILE", help="Show what this contract says, line by line."),
    ] = None,
    output_format: Annotated[ExplainFormat, typer.Option("--format", "-f", help="text or json.")] = ExplainFormat.TEXT,
    on: OnDate = None,
) -> None:
    """Explain a recommendation: what is looked for, why it matters, when it is met, and a clause to use.

    Example:  perdiem explain 7

    Example:  perdiem explain 7 --contract my-contract.yaml
    """
    from perdiem.rules.recommendations.registry import RECOMMENDATIONS, page

    if number.strip().lower() == "all":
        for recommendation in RECOMMENDATIONS:
            typer.echo(f"R{recommendation.number:02}  {recommendation.title}")
        return
    plain = number.strip().upper().removeprefix("R")
    if not plain.isdigit() or not 1 <= int(plain) <= len(RECOMMENDATIONS):
        raise UsageError(f"{number!r} is not a recommendation; write a number from 1 to 15, or all")
    shown = page(int(plain))
    result = None
    if contract is not None:
        from perdiem.faces.cli.review import reviewed

        reviews, _ = reviewed([contract], on, quiet=True)
        result = reviews[0].results[int(plain) - 1]
    if output_format is ExplainFormat.JSON:
        from perdiem.writers.json import to_json

        typer.echo(to_json(result if result is not None else shown), nl=False)
        return
    from perdiem.writers.recommendation_text import print_page

    print_page(shown, result, console())
