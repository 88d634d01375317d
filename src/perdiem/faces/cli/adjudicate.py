"""`perdiem adjudicate`: every claim line decided and priced under a contract, with the reconciliation."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from perdiem.errors import FaultsFound, UnwritableFile, UsageError
from perdiem.faces.cli.claim_inputs import (
    CLAIMS_HELP,
    BookPaths,
    Mapping,
    MemoryLimit,
    NamedTables,
    Threads,
    TimeZone,
    agreement_of,
    opened_book,
)
from perdiem.faces.cli.words import Quiet, console, keep_apart, read_date, tell, write_text
from perdiem.writers.adjudication.forms import ResultForm

if TYPE_CHECKING:
    from perdiem.engine.book import Book
    from perdiem.faces.cli.convert_report import Progress
    from perdiem.model.book import Table
    from perdiem.model.claim_run import RunSummary
    from perdiem.model.contract import Agreement
    from perdiem.readers.book import BookReading
    from perdiem.rules.claims.adjudicate import Adjudication

LINES_OF_PART = 500_000  # a sort of so many lines takes some hundred megabytes
PAGE, DATA, WORKBOOK = "summary.html", "summary.json", "adjudication.xlsx"


def adjudicate_command(
    contract: Annotated[Path, typer.Argument(metavar="CONTRACT", help="The contract; its file names its amendments.")],
    claims: Annotated[list[str] | None, typer.Argument(metavar="CLAIMS", help=CLAIMS_HELP)] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Where the results go. Default: ./adjudicated")
    ] = Path("adjudicated"),
    book: BookPaths = None,
    table: NamedTables = None,
    mapping: Mapping = None,
    time_zone: TimeZone = None,
    form: Annotated[
        ResultForm,
        typer.Option("--format", "-f", help="The result tables as parquet, csv, xlsx (one workbook) or duckdb."),
    ] = ResultForm.PARQUET,
    acknowledge: Annotated[
        Path | None,
        typer.Option("--acknowledge", metavar="DIR", help="Write TA1, 999 and 277CA for each claim file here."),
    ] = None,
    remit: Annotated[
        Path | None, typer.Option("--835", metavar="DIR", help="Write remittances (835) here, one file a payee.")
    ] = None,
    paid_on: Annotated[
        date | None,
        typer.Option(
            "--payment-date", parser=read_date, metavar="DATE", help="Day of payment of the 835. Default: today."
        ),
    ] = None,
    memory_limit: MemoryLimit = None,
    threads: Threads = None,
    engine: Annotated[
        Literal["duckdb", "spark"],
        typer.Option("--engine", help="What decides. Spark needs Java 17 and the extra `spark` of perdiem-infusion."),
    ] = "duckdb",
    force: Annotated[bool, typer.Option("--force", help="Replace what is in DIR.")] = False,
    quiet: Quiet = False,
) -> None:
    """Decide and price every claim line under a contract, and account for every line and dollar.

    DIR gets the tables decided_line, line_adjustment and line_finding (and claims_rejected, rows_rejected where the
    readers set something aside), summary.html, summary.json and the workbook adjudication.xlsx. The reconciliation is
    printed. What a table of the book would say is not guessed: without eligibility, authorizations, encounters,
    administrations or prices the run says what was not looked at. `perdiem explain --claim` tells one claim's story.

    With remittances (835) among CLAIMS or --book, what was paid is held against what the contract pays, line by line:
    the table remittance_compared, and a part of the account.

    Exit code 0: every line was decided. 1: something could not be read and was set aside; the rest is decided.

    Example:  perdiem adjudicate contract.yaml march.837 -o march

    Example:  perdiem adjudicate contract.yaml march.837 paid/*.835 -o march      what was paid beside what is due

    Example:  perdiem adjudicate contract.yaml claims/ --book eligibility.csv --book prices.xlsx -o out --format csv
    """
    from perdiem.codes import code_sets
    from perdiem.faces.cli.adjudicate_remittances import refuse_remittances, write_835
    from perdiem.faces.cli.convert_faults import is_whole
    from perdiem.faces.cli.convert_report import Progress
    from perdiem.model.book import REMITTANCE_CLAIM
    from perdiem.rules.claims.reconcile import summarize
    from perdiem.rules.claims.remitted import compare_with_remittances
    from perdiem.writers.adjudication.results import refuse_existing, result_paths
    from perdiem.writers.adjudication.run_text import print_run

    inputs = [*(claims or []), *(book or [])]
    keep_apart(output, [contract, *inputs])
    agreement = agreement_of(contract, quiet=quiet)
    with opened_book(
        inputs, table, mapping, time_zone, memory_limit=memory_limit, threads=threads, quiet=quiet
    ) as opened:
        places = result_paths(opened.book, output, form)
        if not force:
            refuse_existing([*(output / name for name in (PAGE, DATA, WORKBOOK)), *(path for _, path in places)])
        if remit is not None:
            refuse_remittances(remit)
        if acknowledge is not None and not opened.reading.claim_files:
            raise UsageError("--acknowledge answers claim files, and there is none among the inputs")
        _make(output)  # before the work, which may take hours
        progress = Progress(quiet=quiet)
        run = _decided(agreement, opened.book, engine, memory_limit, threads, progress)
        progress("adding up")
        summary = summarize(
            agreement,
            run,
            code_sets(),
            lines_read=opened.reading.lines_read,
            lines_rejected=opened.reading.lines_rejected,
        )
        if opened.book.has(REMITTANCE_CLAIM.name):
            progress("comparing with remittances")
            summary = replace(summary, remitted=compare_with_remittances(run, code_sets()))
        _write(summary, run, output, places, form, progress)
        progress.end()
        if not quiet:
            print_run(summary, console())
        _tell_rejects(opened, quiet=quiet)
        if acknowledge is not None:
            from perdiem.faces.cli.convert_answers import write_answers

            for path in write_answers(opened, acknowledge):
                tell(f"Wrote {path}", quiet=quiet)
        if remit is not None:
            write_835(run, agreement.versions[-1][1], remit, paid_on, quiet=quiet)
        tell(f"Wrote {output}: {PAGE}, {WORKBOOK}, {DATA} and the tables as {form.value}", quiet=quiet)
        is_all = is_whole(opened.reading)
    if not is_all:
        raise typer.Exit(FaultsFound.exit_code)


def _decided(
    agreement: Agreement, book: Book, engine: str, memory_limit: str | None, threads: int | None, progress: Progress
) -> Adjudication:
    from perdiem.codes import code_sets

    def told(done: int, of: int) -> None:
        progress(f"deciding: stage {done} of {of}")

    if engine == "duckdb":
        from perdiem.rules.claims.adjudicate import adjudicate

        return adjudicate(agreement, book, code_sets(), progress=told)
    from perdiem.engine.spark import open_spark
    from perdiem.rules.claims.on_spark import adjudicate_book_on_spark

    progress("starting Spark")
    parts = max(threads or os.cpu_count() or 1, book.count("claim_line") // LINES_OF_PART)
    with open_spark(memory=spark_memory(memory_limit), threads=threads, partitions=parts) as spark:
        return adjudicate_book_on_spark(agreement, book, code_sets(), spark, progress=told)


def spark_memory(limit: str | None) -> str:
    """The memory limit in Spark's words: 4GB is 4096m. Raises UsageError for what is no number of GB or MB."""
    if limit is None:
        return "2g"
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*(G|M)(?:i?B)?", limit, re.IGNORECASE)
    if found is None:
        raise UsageError(f"--memory-limit {limit}: for Spark write it as 4GB or 800MB")
    return f"{int(float(found[1]) * (1024 if found[2].upper() == 'G' else 1))}m"


def _make(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UnwritableFile(folder, "is a file; name a folder with --output")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFile(folder, f"the folder cannot be made: {error.strerror}") from None


def _write(
    summary: RunSummary,
    run: Adjudication,
    folder: Path,
    places: tuple[tuple[Table, Path], ...],
    form: ResultForm,
    progress: Progress,
) -> None:
    from perdiem.writers.adjudication.results import remove_others, write_results
    from perdiem.writers.adjudication.workbook import run_xlsx
    from perdiem.writers.html.claims import run_html
    from perdiem.writers.json import to_json

    remove_others(folder, places)  # without --force there is none
    write_results(run.book, run.schema, places, form, progress)
    progress(f"writing {WORKBOOK}")
    run_xlsx(summary, run.book, run.sql_name("decided_line"), folder / WORKBOOK)
    write_text(folder / PAGE, run_html(summary))
    write_text(folder / DATA, to_json(summary))


def _tell_rejects(opened: BookReading, *, quiet: bool) -> None:
    """What the readers set aside, and their notes."""
    from perdiem.writers.adjudication.results import REJECTED

    reading = opened.reading
    if reading.lines_rejected or reading.rows_rejected:
        tables = [shown for name, shown in REJECTED.items() if opened.book.has(name) and opened.book.count(name)]
        tell(
            f"Set aside: claim lines {reading.lines_rejected:,}, rows of tables and claims in all"
            f" {reading.rows_rejected:,}; {' and '.join(tables)} say{'s' if len(tables) == 1 else ''} where and why"
        )
    for note in reading.notes:
        tell(f"Note: {note}.", quiet=quiet)
