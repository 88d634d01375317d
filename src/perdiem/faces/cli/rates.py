"""`perdiem rates`: the rate files that payors and hospitals must publish, as one table of home-infusion rates."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perdiem.errors import FaultsFound, UnwritableFile, UsageError
from perdiem.faces.cli.rates_forms import RatesForm, form_of
from perdiem.faces.cli.words import Quiet, keep_apart, make_room, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perdiem.readers.rate_file import Wanted


def rates_command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|FOLDER|URL…",
            help="In-network files, tables of contents, hospitals' standard charges: JSON or CSV, plain, gz or zip; "
            "folders of them; addresses; tables that an earlier run wrote (.parquet); - for standard input.",
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
    contract: Annotated[
        Path | None,
        typer.Option(
            "--contract", metavar="FILE",
            help="Write the contract that the rates of one payor for one provider imply, and print what they show of "
            "the 15 recommendations.",
        ),
    ] = None,
    payor: Annotated[
        str, typer.Option("--payor", metavar="NAME", help="Whose rates --contract looks at: a part of the name.")
    ] = "",
    provider: Annotated[
        str,
        typer.Option(
            "--provider", metavar="NUMBER",
            help="For whom the rates are that --contract looks at: a tax number, an NPI, or a part of a name.",
        ),
    ] = "",
    plan: Annotated[
        str,
        typer.Option(
            "--plan", metavar="NAME",
            help="Only rates of this plan: a part of its name, or its identifier; tables of contents say which file "
            "holds for it.",
        ),
    ] = "",
    network: Annotated[
        str, typer.Option("--network", metavar="NAME", help="Only rates of this network: a part of its name.")
    ] = "",
    npis: Annotated[
        list[str] | None, typer.Option("--npi", metavar="NUMBER", help="Only rates of this NPI. May be repeated.")
    ] = None,
    tins: Annotated[
        list[str] | None,
        typer.Option("--tin", metavar="NUMBER", help="Only rates of this tax number. May be repeated."),
    ] = None,
    market: Annotated[
        list[Path] | None,
        typer.Option(
            "--market", metavar="FILE",
            help="Write the market: how each code is paid across payors and providers (.html, .xlsx). May be repeated.",
        ),
    ] = None,
    placed: Annotated[
        Path | None,
        typer.Option(
            "--place", metavar="CONTRACT",
            help="Place this contract's rates in the market, as percentiles. Default: what --contract finds.",
        ),
    ] = None,
    providers: Annotated[
        Path | None,
        typer.Option(
            "--providers", metavar="CSV",
            help="Names and states of providers: columns npi or tin, name, state; or the national registry's file.",
        ),
    ] = None,
    references: Annotated[
        Path | None,
        typer.Option(
            "--references", metavar="FOLDER", exists=True, file_okay=False,
            help="Where the provider reference files lie that in-network files point to.",
        ),
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option(
            "--work", metavar="FOLDER",
            help="Keep here what is read and downloaded: a run that was interrupted goes on where it stopped.",
        ),
    ] = None,
    memory: Annotated[
        str, typer.Option("--memory-limit", metavar="SIZE", help="What the joins may use; the rest goes to disk.")
    ] = "1GB",
    force: Annotated[bool, typer.Option("--force", help="Replace what is there already.")] = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Read published rate files into one table of home-infusion rates; show the market, or the contract behind them.

    Beside the table stand its faults (NAME.faults) and, if a table of contents was read, which file holds for which
    plan (NAME.plans). Rates of placeholders are kept and marked in rate_mark. An address is opened only when it is
    named here; those inside files are not.

    Exit code 1: a file broke off, is broken in part, or is no rate file; what could be read is written.

    Examples:

      perdiem rates in-network.json.gz -o rates.parquet

      perdiem rates downloads/ --references providers/ --work working/ -o rates.parquet

      perdiem rates contents.json downloads/ --plan "Gold PPO" -o gold.xlsx

      perdiem rates rates.parquet --codes S9500 --market s9500.html

      perdiem rates rates.parquet --contract theirs.yaml --provider 12-3456789 --market market.xlsx
    """
    from perdiem.faces.cli.convert_report import Progress
    from perdiem.faces.cli.quick_start import leave_pandas_out
    from perdiem.faces.cli.rates_report import print_faults, print_files, print_narrowed
    from perdiem.faces.cli.rates_views import RatesViews
    from perdiem.readers.rate_file import Narrowing, open_rates, rates_engine

    leave_pandas_out()
    chosen = form_of(output, form)
    views = RatesViews(contract, market or [], placed, payor=payor, provider=provider, providers=providers)
    views.check()
    _make_ready([*_places(output, chosen), *views.places], files, force=force)
    progress = Progress(quiet=quiet)
    wanted = _wanted(codes)
    engine = rates_engine(work, memory)
    narrowing = Narrowing(plan, network, tuple(npis or ()), tuple(tins or ()))
    with open_rates(
        files, wanted=wanted, references=references, engine=engine, kept=work, narrowing=narrowing, progress=progress
    ) as opened:
        progress.end()
        print_files(opened.reading, quiet=quiet)
        print_narrowed(opened.narrowed, quiet=quiet)
        print_faults(opened.reading, quiet=quiet)
        if output is not None and chosen is not None:
            from perdiem.faces.cli.rates_output import write_rates

            for place, rows in write_rates(opened.book, output, chosen, progress):
                progress.end()
                tell(f"Wrote {place}: {rows:,} rows", quiet=quiet)
        views.write(opened, progress, wanted=wanted, quiet=quiet)
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


def _places(output: Path | None, form: RatesForm | None) -> list[Path]:
    from perdiem.faces.cli.rates_output import places

    return [] if output is None or form is None else places(output, form)


def _make_ready(places: Sequence[Path], files: Sequence[str], *, force: bool) -> None:
    """Tells of the places what can be told before files are read for hours. Raises UsageError and UnwritableFile."""
    for path in places:
        keep_apart(path, files)
        if sum(path.resolve() == each.resolve() for each in places) > 1:
            raise UsageError(f"{path} is named twice; each result needs a file of its own")
        if path.exists() and not force:
            raise UnwritableFile(path, "is there already; name another place, or say --force to replace it")
        if path.is_dir():
            raise UnwritableFile(path, "is a folder; name a file in it")
    for path in places:
        make_room(path)
        if not os.access(path.parent, os.W_OK):
            raise UnwritableFile(path, f"nothing may be written into the folder {path.parent}")
