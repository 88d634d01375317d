"""`perdiem compare`: two contracts, term by term, and how the review moves; or the same claims under both."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from perdiem.errors import FaultsFound, UsageError
from perdiem.faces.cli.claim_inputs import BookPaths, Mapping, MemoryLimit, NamedTables, Threads, TimeZone
from perdiem.faces.cli.words import (
    OnDate,
    Output,
    Quiet,
    chosen_format,
    console,
    keep_apart,
    make_room,
    today,
    write_text,
)


class CompareFormat(StrEnum):
    """How a comparison is written."""

    TEXT = "text"
    JSON = "json"
    EXCEL = "xlsx"
    HTML = "html"


def compare_command(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="The contract as it is.")],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="The contract to compare with.")],
    output_format: Annotated[
        CompareFormat | None,
        typer.Option("--format", "-f", help="Default: what the ending of --output says, else text."),
    ] = None,
    output: Output = None,
    on: OnDate = None,
    book: BookPaths = None,
    table: NamedTables = None,
    mapping: Mapping = None,
    time_zone: TimeZone = None,
    memory_limit: MemoryLimit = None,
    threads: Threads = None,
    quiet: Quiet = False,
) -> None:
    """Compare two contracts: each term that differs, before and after, and what that does to the review.

    Rates are compared code by code, however they are written. With --book, which holds claims, the same claims are
    decided under both contracts: lines and dollars that change, by code, therapy, recommendation and reason.

    Example:  perdiem compare contract-2025.yaml contract-2026.yaml

    Example:  perdiem compare contract.yaml amended.yaml --book march.837 --book eligibility.csv -o difference.xlsx
    """
    from perdiem.codes import code_sets
    from perdiem.faces.cli.contracts import Named, read_all
    from perdiem.model.results import Comparison
    from perdiem.rules.comparison import changes_between
    from perdiem.rules.recommendations.review import review_contract

    chosen = _format(output_format, output, with_claims=bool(book or table))
    if book or table:
        from perdiem.faces.cli.compare_claims import compare_claims

        compare_claims(
            before,
            after,
            book or [],
            table,
            mapping,
            time_zone,
            on=on,
            memory_limit=memory_limit,
            threads=threads,
            form=chosen.value,
            output=output,
            quiet=quiet,
        )
        return
    if mapping or time_zone or memory_limit or threads:
        raise UsageError("--mapping, --time-zone, --memory-limit and --threads go with --book")
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


def _format(named: CompareFormat | None, output: Path | None, *, with_claims: bool) -> CompareFormat:
    named = chosen_format(CompareFormat, named, output)
    if named is CompareFormat.EXCEL and output is None:
        raise UsageError("--format xlsx needs a file: -o comparison.xlsx")
    if named is CompareFormat.HTML and not with_claims:
        raise UsageError("--format html shows claims under both contracts: name them with --book")
    return named
