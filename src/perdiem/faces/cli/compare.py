"""`perdiem compare`: two contracts, term by term, and how the review moves."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from perdiem.errors import FaultsFound, UsageError
from perdiem.faces.cli.words import OnDate, Output, console, keep_apart, make_room, today, write_text


class CompareFormat(StrEnum):
    """How a comparison is written."""

    TEXT = "text"
    JSON = "json"
    EXCEL = "xlsx"


def compare_command(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="The contract as it is.")],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="The contract to compare with.")],
    output_format: Annotated[
        CompareFormat | None,
        typer.Option("--format", "-f", help="Default: what the ending of --output says, else text."),
    ] = None,
    output: Output = None,
    on: OnDate = None,
) -> None:
    """Compare two contracts: each term that differs, before and after, and what that does to the review.

    Rates are compared code by code, however they are written.

    Example:  perdiem compare contract-2025.yaml contract-2026.yaml
    """
    from perdiem.codes import code_sets
    from perdiem.faces.cli.contracts import Named, read_all
    from perdiem.model.results import Comparison
    from perdiem.rules.comparison import changes_between
    from perdiem.rules.recommendations.review import review_contract

    chosen = _format(output_format, output)
    sets = code_sets()
    keep_apart(output, (before, after))
    read, faults = read_all([Named(before), Named(after)])
    if faults:
        raise FaultsFound(faults)
    sides = []
    for path, file in zip((before, after), read, strict=True):
        agreement = file.agreement
        assert agreement is not None
        day = agreement.period.nearest(on or today())
        contract = agreement.on(day)
        sides.append((contract, review_contract(contract, sets, day, file=str(path))))
    (old, old_review), (new, new_review) = sides
    comparison = Comparison(old_review, new_review, changes_between(old, new, sets))
    if chosen is CompareFormat.EXCEL:
        from perdiem.writers.excel import comparison_xlsx

        assert output is not None
        make_room(output)
        comparison_xlsx(comparison, output)
    elif chosen is CompareFormat.JSON:
        from perdiem.writers.json import to_json

        text = to_json(comparison)
        write_text(output, text) if output else typer.echo(text, nl=False)
    elif output:
        from perdiem.writers.text import comparison_text

        write_text(output, comparison_text(comparison))
    else:
        from perdiem.writers.text import print_comparison

        print_comparison(comparison, console())


def _format(named: CompareFormat | None, output: Path | None) -> CompareFormat:
    if named is None:
        ending = output.suffix.lower().removeprefix(".") if output else "text"
        if ending not in {"txt", "md", *(form.value for form in CompareFormat)}:
            raise UsageError(f"{output}: the ending names no format; add --format text, json or xlsx")
        named = CompareFormat(ending) if ending in {"json", "xlsx"} else CompareFormat.TEXT
    if named is CompareFormat.EXCEL and output is None:
        raise UsageError("--format xlsx needs a file: -o comparison.xlsx")
    return named
