"""`perdiem site-of-care`: what each drug is paid at home, in suite, office and hospital."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perdiem.errors import UnreadableFile, UsageError
from perdiem.faces.cli.claim_inputs import BookPaths, Mapping, MemoryLimit, NamedTables, Threads, TimeZone
from perdiem.faces.cli.words import Output, Quiet, chosen_format, console, keep_apart, make_room, write_text

if TYPE_CHECKING:
    from perdiem.model.site_of_care import SiteOfCare


class SiteFormat(StrEnum):
    """How the table is written."""

    TEXT = "text"
    JSON = "json"
    EXCEL = "xlsx"


def site_of_care_command(
    book: BookPaths = None,
    rates: Annotated[
        list[Path] | None,
        typer.Option(
            "--rates", metavar="FILE", help="Published rates as perdiem rates writes them (.parquet). Repeatable."
        ),
    ] = None,
    moved: Annotated[str, typer.Option("--move", metavar="SHARE", help="How much of hospital use moves.")] = "50%",
    output_format: Annotated[
        SiteFormat | None,
        typer.Option("--format", "-f", help="Default: what the ending of --output says, else text."),
    ] = None,
    output: Output = None,
    table: NamedTables = None,
    mapping: Mapping = None,
    time_zone: TimeZone = None,
    memory_limit: MemoryLimit = None,
    threads: Threads = None,
    quiet: Quiet = False,
) -> None:
    """Compare what each drug is paid by site of care, and what moving a share of hospital use would save.

    From the allowed amounts of claims (--book), or from published rate files (--rates), which say prices and no use.

    Example:  perdiem site-of-care --book claims/

    Example:  perdiem site-of-care --rates rates.parquet -o sites.xlsx
    """
    form = _format(output_format, output)
    share = _share(moved)
    if bool(book or table) == bool(rates):
        raise UsageError("name either claims with --book or published rates with --rates")
    keep_apart(output, [*(book or []), *(rates or [])])
    if rates:
        found = _of_rates(rates, share, memory_limit, threads)
    else:
        from perdiem.codes import code_sets
        from perdiem.faces.cli.claim_inputs import opened_book
        from perdiem.rules.impact.site_of_care import sites_of_book

        with opened_book(
            book or [], table, mapping, time_zone, memory_limit=memory_limit, threads=threads, quiet=quiet
        ) as opened:  # fmt: skip
            found = sites_of_book(opened.book, code_sets(), share)
    _write(found, form, output)


def _of_rates(rates: list[Path], share: Decimal, memory_limit: str | None, threads: int | None) -> SiteOfCare:
    from perdiem.codes import code_sets
    from perdiem.engine.duckdb import open_engine
    from perdiem.rules.impact.site_of_care import sites_of_rates

    for path in rates:
        if not path.is_file():
            raise UnreadableFile(path, "there is no such file; perdiem rates writes it")
        if path.suffix.lower() != ".parquet":
            raise UnreadableFile(path, "is no Parquet file; perdiem rates FILE… -o rates.parquet writes one")
    with open_engine(memory_limit=memory_limit, threads=threads) as engine:
        return sites_of_rates(engine, [str(path) for path in rates], code_sets(), share)


def _share(text: str) -> Decimal:
    number = text.strip().removesuffix("%").strip()
    if not number.replace(".", "", 1).isdigit() or not 0 < Decimal(number) <= 100 or not text.strip().endswith("%"):
        raise UsageError(f"--move {text!r}: write a percent above 0 and at most 100, such as 50%")
    return Decimal(number) / 100


def _format(named: SiteFormat | None, output: Path | None) -> SiteFormat:
    named = chosen_format(SiteFormat, named, output)
    if named is SiteFormat.EXCEL and output is None:
        raise UsageError("--format xlsx needs a file: -o sites.xlsx")
    return named


def _write(found: SiteOfCare, form: SiteFormat, output: Path | None) -> None:
    from perdiem.writers.impact import site_of_care as writers

    if form is SiteFormat.EXCEL:
        assert output is not None
        make_room(output)
        writers.sites_xlsx(found, output)
    elif form is SiteFormat.JSON:
        from perdiem.writers.json import to_json

        text = to_json(found)
        write_text(output, text) if output else typer.echo(text, nl=False)
    elif output:
        write_text(output, writers.sites_text(found))
    else:
        writers.print_sites(found, console())
