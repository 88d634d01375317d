"""`perdiem site-of-care`: what each drug is paid at home, in suite, office and hospital."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perdiem.errors import UnreadableFile, UsageError
from perdiem.faces.cli.claim_inputs import BookPaths, Mapping, MemoryLimit, NamedTables, Threads, TimeZone
from perdiem.faces.cli.words import Output, Quiet, Shown, format_for, keep_apart, write_result

if TYPE_CHECKING:
    from perdiem.model.site_of_care import Dose, SiteOfCare


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
    dose: Annotated[
        list[str] | None,
        typer.Option(
            "--dose",
            metavar="DRUG=UNITS@PER_DIEM",
            help="With --rates: show a whole day too, such as J1569=70@S9338. Repeatable.",
        ),
    ] = None,
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

    Example:  perdiem site-of-care --rates rates.parquet --dose J1569=70@S9338
    """
    form = format_for(SiteFormat, output_format, output, "sites")
    share = _share(moved)
    if bool(book or table) == bool(rates):
        raise UsageError("name either claims with --book or published rates with --rates")
    if dose and not rates:
        raise UsageError("--dose goes with --rates; claims say what a day holds")
    doses = [_dose(text) for text in dose or []]
    keep_apart(output, [*(book or []), *(rates or [])])
    if rates:
        found = _of_rates(rates, share, doses, memory_limit, threads)
    else:
        from perdiem.codes import code_sets
        from perdiem.faces.cli.claim_inputs import opened_book
        from perdiem.rules.impact.site_of_care import sites_of_book

        with opened_book(
            book or [], table, mapping, time_zone, memory_limit=memory_limit, threads=threads, quiet=quiet
        ) as opened:  # fmt: skip
            found = sites_of_book(opened.book, code_sets(), share)
    from perdiem.writers.impact.site_of_care import print_sites, sites_text, sites_xlsx

    write_result(found, form, output, Shown(sites_text, print_sites, sites_xlsx))


def _dose(text: str) -> Dose:
    from perdiem.model.site_of_care import Dose

    found = re.fullmatch(r"\s*([A-Za-z][0-9]{4})=([0-9]+(?:\.[0-9]+)?)@([A-Za-z][0-9]{4})\s*", text)
    if not found or not Decimal(found[2]):
        raise UsageError(f"--dose {text!r}: write DRUG=UNITS@PER_DIEM, units a day, such as J1569=70@S9338")
    return Dose(found[1].upper(), Decimal(found[2]), found[3].upper())


def _of_rates(
    rates: list[Path], share: Decimal, doses: list[Dose], memory_limit: str | None, threads: int | None
) -> SiteOfCare:
    from perdiem.codes import code_sets
    from perdiem.engine.duckdb import open_engine
    from perdiem.rules.impact.site_of_care import sites_of_rates

    for path in rates:
        if not path.is_file():
            raise UnreadableFile(path, "there is no such file; perdiem rates writes it")
        if path.suffix.lower() != ".parquet":
            raise UnreadableFile(path, "is no Parquet file; perdiem rates FILE… -o rates.parquet writes one")
        _check_rates(path)
    with open_engine(memory_limit=memory_limit, threads=threads) as engine:
        return sites_of_rates(engine, [str(path) for path in rates], code_sets(), share, doses)


def _check_rates(path: Path) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it ships no types

    from perdiem.model.rate_file import PUBLISHED_RATE

    try:
        there = pq.read_schema(path).names
    except (OSError, pa.ArrowException) as error:
        raise UnreadableFile(path, f"cannot be read as Parquet: {str(error).splitlines()[0]}") from None
    lacking = [name for name in PUBLISHED_RATE.names if name not in there]
    if lacking:
        raise UnreadableFile(
            path,
            f"is no table of perdiem rates: it has no column {lacking[0]}; perdiem rates FILE… -o {path} writes one",
        )


def _share(text: str) -> Decimal:
    number = text.strip().removesuffix("%").strip()
    if not number.replace(".", "", 1).isdigit() or not 0 < Decimal(number) <= 100 or not text.strip().endswith("%"):
        raise UsageError(f"--move {text!r}: write a percent above 0 and at most 100, such as 50%")
    return Decimal(number) / 100
