"""`perdiem rates`: the rate files that payors and hospitals must publish, as one table of home-infusion rates."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perdiem.errors import FaultsFound, UnwritableFile, UsageError
from perdiem.faces.cli.words import Quiet, tell

if TYPE_CHECKING:
    from perdiem.readers.rate_file import Wanted


class RatesForm(StrEnum):
    """What the table is written as."""

    PARQUET = "parquet"
    CSV = "csv"
    EXCEL = "excel"


_FORMS = {".parquet": RatesForm.PARQUET, ".csv": RatesForm.CSV, ".xlsx": RatesForm.EXCEL}


def rates_command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|FOLDER…",
            help="In-network files, tables of contents, hospitals' standard charges: JSON or CSV, plain, gz or zip; "
            "folders of them; - for standard input.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE",
            help="Where the table of rates goes: .parquet, .csv or .xlsx. Without it, only the account is printed.",
        ),
    ] = None,
    codes: Annotated[
        str | None,
        typer.Option(
            "--codes", metavar="CODES",
            help="Read these codes instead of home infusion's: S9500, S9373-S9377, J*, pn_per_diem; or `all`.",
        ),
    ] = None,
    form: Annotated[RatesForm | None, typer.Option("--format", help="What to write; told from the ending.")] = None,
    references: Annotated[
        Path | None,
        typer.Option(
            "--references", metavar="FOLDER", exists=True, file_okay=False,
            help="Where the provider reference files lie that in-network files point to.",
        ),
    ] = None,
    memory: Annotated[
        str | None, typer.Option("--memory", metavar="SIZE", help="What the joins may use, such as 2GB.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there already.")] = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Read published rate files into one table of home-infusion rates.

    Beside the table stand its faults (NAME.faults) and, if a table of contents was read, which file holds for which
    plan (NAME.plans). Rates of placeholders are kept and marked in rate_mark.

    Exit code 1: a file broke off, is broken in part, or is no rate file; what could be read is written.

    Examples:

      perdiem rates in-network.json.gz -o rates.parquet

      perdiem rates downloads/ --references providers/ -o rates.xlsx

      perdiem rates hospital.csv --codes S9500,S9373-S9377 -o rates.csv
    """
    from perdiem.engine.duckdb import open_engine
    from perdiem.faces.cli.convert_report import Progress
    from perdiem.faces.cli.rates_report import print_faults, print_files
    from perdiem.readers.rate_file import open_rates

    chosen = _form(output, form)
    _refuse_existing(output, chosen, force=force)
    progress = Progress(quiet=quiet)
    engine = open_engine(memory_limit=memory)
    with open_rates(files, wanted=_wanted(codes), references=references, engine=engine, progress=progress) as opened:
        progress.end()
        print_files(opened.reading, quiet=quiet)
        print_faults(opened.reading, quiet=quiet)
        if output is not None and chosen is not None:
            from perdiem.faces.cli.rates_output import write_rates

            for place, rows in write_rates(opened.book, output, chosen, progress):
                progress.end()
                tell(f"Wrote {place}: {rows:,} rows", quiet=quiet)
        if not opened.reading.is_whole or any(file.broken for file in opened.reading.files):
            raise typer.Exit(FaultsFound.exit_code)


def _wanted(codes: str | None) -> Wanted | None:
    from perdiem.codes import SelectorError, code_sets, parse_selector
    from perdiem.readers.rate_file import Wanted, wanted_codes

    if codes is None:
        return None
    if codes.strip().lower() == "all":
        return Wanted(None)
    sets = code_sets()
    try:
        return wanted_codes(sets, parse_selector(codes, sets).codes)
    except SelectorError as error:
        raise UsageError(f"--codes: {error}") from None


def _form(output: Path | None, said: RatesForm | None) -> RatesForm | None:
    if output is None or said is not None:
        return said
    ending = output.suffix.lower()
    if ending not in _FORMS:
        raise UsageError(
            f"{output}: what to write cannot be told from its ending; say --format with one of {', '.join(RatesForm)}"
        )
    return _FORMS[ending]


def _refuse_existing(output: Path | None, form: RatesForm | None, *, force: bool) -> None:
    from perdiem.faces.cli.rates_output import places

    if output is None or form is None or force:
        return
    for path in places(output, form):
        if path.exists():
            raise UnwritableFile(path, "is there already; name another place, or say --force to replace it")
