"""What commands over claims share: their options, the contract that they name, and the book that they open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perdiem.errors import FaultsFound, UsageError

if TYPE_CHECKING:
    from perdiem.model.contract import Agreement
    from perdiem.readers.book import BookReading

CLAIMS_HELP = (
    "Claim files (837, also gz and zip), remittances (835), folders of them, - for standard input; or tables named "
    "after the book's (claim_line.parquet), FHIR (.ndjson, .json), workbooks, DuckDB files, postgresql:// addresses."
)
BookPaths = Annotated[
    list[str] | None,
    typer.Option(
        "--book",
        "-b",
        metavar="PATH",
        help="More of the book: eligibility, authorization_item, encounter, price … as files so named, a folder, a "
        "workbook or a database. May be given several times.",
    ),
]
NamedTables = Annotated[
    list[str] | None,
    typer.Option("--table", "-t", metavar="TABLE=FILE", help="Read FILE (or a pattern, or folder) as this table."),
]
Mapping = Annotated[
    Path | None,
    typer.Option(
        "--mapping", "-m", metavar="FILE", help="YAML: which column is which of the book's; or synthea, tuva."
    ),
]
TimeZone = Annotated[
    str | None,
    typer.Option(
        "--time-zone",
        metavar="ZONE",
        help="FHIR: where days are counted, such as America/New_York. Default: as each instant is written.",
    ),
]
MemoryLimit = Annotated[
    str | None, typer.Option("--memory-limit", help="Such as 4GB; what does not fit spills to disk. Default: 80%.")
]
Threads = Annotated[int | None, typer.Option("--threads", min=1, help="Default: as many as the machine has.")]


def agreement_of(path: Path, *, quiet: bool) -> Agreement:
    """The contract in a file with its amendments. Raises FaultsFound with all its faults; tells its warnings."""
    from perdiem.faces.cli.contracts import named_contracts, read_all
    from perdiem.faces.cli.words import tell

    read, faults = read_all(named_contracts([path]))
    if faults:
        raise FaultsFound(faults)
    if len(read) != 1:
        raise UsageError(f"{path} holds {len(read)} contracts; name one")
    agreement = read[0].agreement
    assert agreement is not None
    for warning in read[0].warnings:
        tell(str(warning), quiet=quiet)
    return agreement


def opened_book(
    inputs: list[str],
    tables: list[str] | None,
    mapping: Path | None,
    time_zone: str | None,
    *,
    memory_limit: str | None = None,
    threads: int | None = None,
    quiet: bool = False,
    needs_claims: bool = True,
) -> BookReading:
    """The book in the inputs; what of them could not be used is told.

    Raises UsageError where they hold no claims although `needs_claims` or nothing else, and what the readers raise.
    """
    from perdiem.engine.duckdb import open_engine
    from perdiem.faces.cli.convert_faults import tell_faults
    from perdiem.faces.cli.convert_report import Progress
    from perdiem.faces.cli.quick_start import leave_pandas_out
    from perdiem.readers.book import open_book

    if not inputs and not tables:
        if needs_claims:
            raise UsageError("name the claims after the contract: their files or folders, such as march.837")
        raise UsageError("name the book: its files, folders, workbooks or databases, such as book/")
    leave_pandas_out()
    progress = Progress(quiet=quiet)
    engine = open_engine(memory_limit=memory_limit, threads=threads)
    opened = open_book(
        inputs,
        tables=dict(_named(each) for each in tables or []),
        mapping=mapping,
        time_zone=time_zone,
        engine=engine,
        progress=progress,
    )
    progress.end()
    tell_faults(opened)
    is_empty = opened.reading.x12_files and not any(each.rows_kept for each in opened.reading.tables)
    if not needs_claims and not is_empty:
        return opened
    if not opened.book.has("claim_line") or not opened.book.count("claim_line"):
        rejected = opened.reading.lines_rejected
        opened.close()
        found = f"none of their {rejected:,} claim lines could be kept" if rejected else "they hold no claim line"
        raise UsageError(f"{', '.join([*inputs, *(tables or [])])}: {found}")
    return opened


def _named(word: str) -> tuple[str, str]:
    name, sign, path = word.partition("=")
    if not sign or not name or not path:
        raise UsageError(f"--table {word}: write it as TABLE=FILE, such as claim_line=extract.csv")
    return name, path
