"""`perdiem compare --book`: the same claims decided under two contracts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from perdiem.faces.cli.claim_inputs import agreement_of, opened_book
from perdiem.faces.cli.words import console, keep_apart, make_room, tell, today, write_text

if TYPE_CHECKING:
    from perdiem.model.claim_run import ClaimComparison

BEFORE, AFTER = "before", "after"


def compare_claims(
    before: Path,
    after: Path,
    inputs: list[str],
    tables: list[str] | None,
    mapping: Path | None,
    time_zone: str | None,
    *,
    on: date | None,
    memory_limit: str | None,
    threads: int | None,
    form: str,
    output: Path | None,
    quiet: bool,
) -> None:
    """Decides the claims of a book twice and writes what differs: text, json, xlsx or html.

    Each line is decided by the version of each contract that is in force on its first day; `on` is the day whose terms
    are compared.
    """
    from perdiem.codes import code_sets
    from perdiem.faces.cli.convert_report import Progress
    from perdiem.rules.claims.adjudicate import adjudicate
    from perdiem.rules.claims.comparison import compare_runs
    from perdiem.rules.comparison import changes_between

    keep_apart(output, [before, after, *inputs])
    sets, day = code_sets(), on or today()
    old, new = (agreement_of(path, quiet=quiet) for path in (before, after))
    with opened_book(
        inputs, tables, mapping, time_zone, memory_limit=memory_limit, threads=threads, quiet=quiet
    ) as opened:  # fmt: skip
        progress = Progress(quiet=quiet)
        runs = [
            adjudicate(
                agreement, opened.book, sets, schema=schema,
                progress=lambda done, of, schema=schema: progress(f"deciding, {schema}: stage {done} of {of}"),  # type: ignore[misc]
            )
            for agreement, schema in ((old, BEFORE), (new, AFTER))
        ]  # fmt: skip
        changes = changes_between(old.on(old.period.nearest(day)), new.on(new.period.nearest(day)), sets)
        comparison = compare_runs((old, runs[0]), (new, runs[1]), sets, changes)
        progress.end()
        if opened.reading.lines_rejected:
            tell(f"{opened.reading.lines_rejected:,} claim lines could not be read and are not compared")
    _write(comparison, form, output)


def _write(comparison: ClaimComparison, form: str, output: Path | None) -> None:
    if form == "xlsx":
        from perdiem.writers.adjudication.workbook import claims_compared_xlsx

        assert output is not None
        make_room(output)
        claims_compared_xlsx(comparison, output)
        return
    if form == "text" and output is None:
        from perdiem.writers.adjudication.run_text import print_claims_compared

        print_claims_compared(comparison, console())
        return
    text = _text(comparison, form)
    if output:
        write_text(output, text)
    else:
        typer.echo(text, nl=False)


def _text(comparison: ClaimComparison, form: str) -> str:
    if form == "json":
        from perdiem.writers.json import to_json

        return to_json(comparison)
    if form == "html":
        from perdiem.writers.html.claims import claims_compared_html

        return claims_compared_html(comparison)
    from perdiem.writers.adjudication.run_text import claims_compared_text

    return claims_compared_text(comparison)
