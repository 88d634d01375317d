"""`perdiem measure`: every outcome measure of a book, with interval, evidence, comparison and change."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perdiem.errors import FaultsFound, UsageError
from perdiem.faces.cli.claim_inputs import (
    Mapping,
    MemoryLimit,
    NamedTables,
    Threads,
    TimeZone,
    agreement_of,
    opened_book,
)
from perdiem.faces.cli.words import Quiet, Suppress, console, keep_apart, make_room, read_date, tell, write_text

if TYPE_CHECKING:
    from perdiem.engine.book import Book
    from perdiem.faces.cli.convert_report import Progress
    from perdiem.model.measures import Dimension, Scorecard

PAGE, DATA, WORKBOOK = "measures.html", "measures.json", "measures.xlsx"
MOST_ROWS = 5_000  # of evidence on a measure's sheet: some seconds to write for all; the sheet says what is cut
FHIR_BASE = "http://example.org/fhir"  # kept for examples by RFC 2606: whoever publishes names an address of their own


class MeasureFormat(StrEnum):
    """How a scorecard is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    EXCEL = "xlsx"
    FHIR = "fhir"
    ALL = "all"


def measure_command(
    book: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="BOOK...",
            help="The book: folders, files named after its tables (catheter.csv), workbooks, claim files (837), FHIR "
            "(NDJSON, bundles), DuckDB files, postgresql:// addresses.",
        ),
    ] = None,
    contract: Annotated[
        Path | None,
        typer.Option("--contract", "-c", metavar="FILE", help="Measure what concerns this contract only."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="DIMENSIONS",
            help="Break down by payor, contract, site, line_of_business, therapy, age_band, month; with commas "
            "between. Default: nothing on the screen, site and month in files.",
        ),
    ] = None,
    since: Annotated[
        date | None, typer.Option("--since", parser=read_date, metavar="DATE", help="The first day that counts.")
    ] = None,
    until: Annotated[
        date | None, typer.Option("--until", parser=read_date, metavar="DATE", help="The last day that counts.")
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option("--measure", metavar="NAME", help="This measure only; may be given several times."),
    ] = None,
    amended_on: Annotated[
        date | None,
        typer.Option(
            "--amended-on",
            parser=read_date,
            metavar="DATE",
            help="Estimate what changed on this day. Default: the first days of the contract's amendments.",
        ),
    ] = None,
    suppress: Suppress = None,
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Any other setting, such as infection_definition=nhsn."),
    ] = None,
    output_format: Annotated[
        MeasureFormat | None,
        typer.Option("--format", "-f", help="Default: what the ending of --output says; all for a folder; else text."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE|DIR", help="A file (.html, .xlsx, .json), or a folder for all."),
    ] = None,
    fhir_base: Annotated[
        str, typer.Option("--fhir-base", metavar="URL", help="Where your Measure resources are published.")
    ] = FHIR_BASE,
    programme: Annotated[
        bool,
        typer.Option("--programme", help="Score the contract's PN programme instead, as perdiem programme score does."),
    ] = False,
    table: NamedTables = None,
    mapping: Mapping = None,
    time_zone: TimeZone = None,
    memory_limit: MemoryLimit = None,
    threads: Threads = None,
    quiet: Quiet = False,
) -> None:
    """Measure the outcomes in a book: occlusions, readmissions, adherence, authorizations, nursing, satisfaction …

    Each value comes with its numerator, denominator and interval, and says whether clinical records or claims stand
    behind it. Where the book lacks a table the answer is "not enough data" with the table's name, never zero. The page
    and the workbook compare sites in funnel plots and follow each measure month by month. Small numbers are withheld.

    Exit code 0: everything was read. 1: some rows could not be used and were set aside; the rest is measured.

    Example:  perdiem measure book/

    Example:  perdiem measure book/ march.837 --contract contract.yaml --by site,month -o measures.html

    Example:  perdiem measure book.xlsx --suppress 0 --measure occlusions --amended-on 2026-01-01 -o out.xlsx
    """
    if programme:
        from perdiem.faces.cli.programme import score_by_measures

        unfit = {"--by": by, "--measure": measure, "--amended-on": amended_on, "--set": setting, "--suppress": suppress}
        score_by_measures(
            contract, book, since, until, output_format, output, table, mapping, time_zone, memory_limit, threads,
            unfit=[name for name, given in unfit.items() if given is not None], quiet=quiet,
        )  # fmt: skip
        return
    from perdiem.faces.cli.convert_faults import is_whole
    from perdiem.faces.cli.convert_report import Progress
    from perdiem.faces.cli.measure_settings import dimensions, settings_of
    from perdiem.rules.measures.measure import measure as measured

    chosen = _format(output_format, output)
    settings = settings_of(setting or [], suppress)
    asked = dimensions(by)
    if since and until and since > until:
        raise UsageError(f"--since {since} is after --until {until}")
    keep_apart(output, [*(book or []), *([contract] if contract else [])])
    agreement = agreement_of(contract, quiet=quiet) if contract else None
    with opened_book(
        list(book or []),
        table,
        mapping,
        time_zone,
        memory_limit=memory_limit,
        threads=threads,
        quiet=quiet,
        needs_claims=False,
    ) as opened:
        progress = Progress(quiet=quiet)
        scorecard = measured(
            opened.book,
            agreement=agreement,
            by=dimensions("site,month") if by is None and chosen is not MeasureFormat.TEXT else asked,
            since=since,
            until=until,
            settings=settings,
            measures=[name for given in measure for name in given.replace(",", " ").split()] if measure else None,
            change_on=amended_on,
            progress=lambda done, of: progress(f"measuring: stage {done} of {of}"),
        )
        _write(scorecard, opened.book, chosen, output, fhir_base, asked, progress)
        for note in opened.reading.notes:
            tell(f"Note: {note}.", quiet=quiet)
        is_all = is_whole(opened.reading)
    if output:
        tell(f"Wrote {output}", quiet=quiet)
    if not is_all:
        raise typer.Exit(FaultsFound.exit_code)


def _format(named: MeasureFormat | None, output: Path | None) -> MeasureFormat:
    if output is None:
        named = named or MeasureFormat.TEXT
        if named in {MeasureFormat.EXCEL, MeasureFormat.ALL}:
            raise UsageError(
                f"--format {named} needs a place: -o {WORKBOOK if named is MeasureFormat.EXCEL else 'out'}"
            )
        return named
    if _is_folder(output):
        if named not in {None, MeasureFormat.FHIR, MeasureFormat.ALL}:
            raise UsageError(f"{output} is a folder; name a file such as {output / PAGE}, or leave --format out")
        return named or MeasureFormat.ALL
    ending = output.suffix.lower().removeprefix(".")
    by_ending = {"htm": "html", "txt": "text"}.get(ending, ending)
    if named is None and by_ending not in {"text", "json", "html", "xlsx"}:
        raise UsageError(f"{output}: the ending names no format; write .html, .xlsx, .json, .txt, or add --format")
    if named is MeasureFormat.ALL:
        raise UsageError(f"--format all needs a folder, and {output} is a file")
    return named or MeasureFormat(by_ending)


def _is_folder(path: Path) -> bool:
    return path.is_dir() or not path.suffix


def _write(
    scorecard: Scorecard,
    book: Book,
    form: MeasureFormat,
    output: Path | None,
    fhir_base: str,
    by: tuple[Dimension, ...],
    progress: Progress,
) -> None:
    if form is MeasureFormat.TEXT and output is None:
        from perdiem.writers.measures.scorecard_text import print_scorecard

        progress.end()
        print_scorecard(scorecard, console(), by=by)
        return
    if form is MeasureFormat.EXCEL:
        assert output is not None
        _workbook(scorecard, book, output, progress)
    elif form is MeasureFormat.ALL or (form is MeasureFormat.FHIR and output is not None and _is_folder(output)):
        assert output is not None
        if form is MeasureFormat.ALL:
            _workbook(scorecard, book, output / WORKBOOK, progress)
            for name, each in ((PAGE, MeasureFormat.HTML), (DATA, MeasureFormat.JSON)):
                progress(f"writing {name}")
                write_text(output / name, _text(scorecard, each, fhir_base, by))
        _ndjson(scorecard, output, fhir_base)
    else:
        text = _text(scorecard, form, fhir_base, by)
        if output:
            write_text(output, text)
        else:
            progress.end()
            typer.echo(text, nl=False)
    progress.end()


def _text(scorecard: Scorecard, form: MeasureFormat, fhir_base: str, by: tuple[Dimension, ...]) -> str:
    if form is MeasureFormat.JSON:
        from perdiem.writers.json import to_json

        return to_json(scorecard)
    if form is MeasureFormat.HTML:
        from perdiem.writers.html.measures import measures_html

        return measures_html(scorecard)
    if form is MeasureFormat.FHIR:
        from perdiem.writers.measures.fhir_reports import measure_bundle

        return measure_bundle(scorecard, fhir_base)
    from perdiem.writers.measures.scorecard_text import scorecard_text

    return scorecard_text(scorecard, by=by)


def _workbook(scorecard: Scorecard, book: Book, path: Path, progress: Progress) -> None:
    from perdiem.rules.measures.evidence import counted_rows
    from perdiem.writers.measures.workbook import measures_xlsx

    progress(f"writing {path.name}")
    make_room(path)
    measures_xlsx(scorecard, lambda name: counted_rows(book, scorecard, name, limit=MOST_ROWS), path)


def _ndjson(scorecard: Scorecard, folder: Path, fhir_base: str) -> None:
    from perdiem.writers.measures.fhir_reports import extensions_ndjson, measures_ndjson, reports_ndjson

    write_text(folder / "StructureDefinition.ndjson", extensions_ndjson(fhir_base))
    write_text(folder / "Measure.ndjson", measures_ndjson(scorecard, fhir_base))
    write_text(folder / "MeasureReport.ndjson", reports_ndjson(scorecard, fhir_base))
