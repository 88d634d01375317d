"""`perdiem convert`: claim files, tables, workbooks and databases into one another, with every row accounted for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from perdiem.errors import FaultsFound, UsageError
from perdiem.faces.cli.claim_inputs import TimeZone
from perdiem.faces.cli.words import Quiet, keep_apart, tell

_FORMS = {
    ".xlsx": "excel", ".duckdb": "duckdb", ".ddb": "duckdb", ".csv": "csv", ".parquet": "parquet", ".837": "x12",
    ".x12": "x12", ".edi": "x12",
}  # fmt: skip


class ConvertForm(StrEnum):
    """What a book is written as."""

    PARQUET = "parquet"
    CSV = "csv"
    EXCEL = "excel"
    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    X12 = "x12"


def convert_command(
    places: Annotated[
        list[str],
        typer.Argument(
            metavar="IN... OUT",
            help="In: claim files (837, also gz and zip), folders, tables named after the book's (claim_line.csv), "
            "workbooks with a sheet a table, FHIR (.ndjson, .json), DuckDB files, postgresql:// addresses. Out: a "
            "folder, .xlsx, .duckdb, "
            ".837, or a postgresql:// address.",
        ),
    ],
    form: Annotated[
        ConvertForm | None,
        typer.Option("--to", help="What to write. Default: by the ending of OUT; Parquet for a folder."),
    ] = None,
    table: Annotated[
        list[str] | None,
        typer.Option("--table", "-t", metavar="TABLE=FILE", help="Read FILE (or a pattern, or folder) as this table."),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping", "-m", metavar="FILE", help="YAML: which column is which of the book's; or synthea, tuva."
        ),
    ] = None,
    schema: Annotated[
        str | None, typer.Option("--schema", help="Schema of databases. Default: public in Postgres, main in DuckDB.")
    ] = None,
    acknowledge: Annotated[
        Path | None,
        typer.Option("--acknowledge", metavar="DIR", help="Write TA1, 999 and 277CA for each claim file here."),
    ] = None,
    sender: Annotated[str, typer.Option("--sender", help="837: who sends (ISA06, NM1*41).")] = "SENDER",
    receiver: Annotated[str, typer.Option("--receiver", help="837: who receives (ISA08, NM1*40).")] = "RECEIVER",
    submitter: Annotated[str, typer.Option("--submitter", help="837: the sender's name.")] = "SUBMITTER",
    phone: Annotated[str | None, typer.Option("--phone", help="837: the sender's telephone number.")] = None,
    addresses: Annotated[
        Path | None,
        typer.Option("--addresses", metavar="FILE", help="837: CSV of npi, street, city, state, zip_code of billers."),
    ] = None,
    production: Annotated[bool, typer.Option("--production", help="837: in earnest (ISA15 P), not a test.")] = False,
    time_zone: TimeZone = None,
    memory: Annotated[
        str | None, typer.Option("--memory-limit", help="Memory limit, such as 4GB. Default: 80% of the machine's.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    quiet: Quiet = False,
) -> None:
    """Turn claim files, FHIR, tables, workbooks and databases into one another, and account for every row.

    Rows and claims that cannot be read are set aside with file, row, column and reason, and counted: they are in the
    tables `table_reject` and `reject` of the result, or in CSV files beside an 837. A claim that cannot be written as
    an 837 as it stands is in OUT.refused.csv. Columns have the book's names, or those that a mapping gives them.

    Exit code 0: all was converted. 1: something was set aside; the rest is written.

    Examples:

      perdiem convert march.837 april.zip book/                   claim files to Parquet

      perdiem convert book/ eligibility.csv book.xlsx             tables to a workbook

      perdiem convert fhir-export/ --time-zone America/Chicago book/      a bulk export to Parquet

      perdiem convert --mapping warehouse.yaml postgresql://host/claims book.duckdb

      perdiem convert --table 'claim_line=extract/*.csv' claims.837 --sender S1 --receiver R1

      perdiem convert march.837 --acknowledge answers/            only TA1, 999 and 277CA
    """
    from perdiem.engine.duckdb import open_engine
    from perdiem.faces.cli.convert_faults import is_whole, tell_faults
    from perdiem.faces.cli.convert_report import Progress, print_reading, print_written
    from perdiem.faces.cli.quick_start import leave_pandas_out
    from perdiem.readers.book import open_book

    inputs, output = _split(places, table or [], only_answers=acknowledge is not None)
    if output == "-":
        raise UsageError("- stands for standard input; tables are written to a folder or a file: name one")
    keep_apart(Path(output) if output and "://" not in output else None, inputs)
    chosen = _form(output, form)
    leave_pandas_out()
    progress = Progress(quiet=quiet)
    tables = dict(_named(each) for each in table or [])
    engine = open_engine(memory_limit=memory)
    with open_book(
        inputs, tables=tables, mapping=mapping, schema=schema, time_zone=time_zone, engine=engine, progress=progress
    ) as opened:
        progress.end()
        print_reading(opened.reading, quiet=quiet)
        tell_faults(opened)
        is_all = is_whole(opened.reading)
        if acknowledge is not None:
            from perdiem.faces.cli.convert_answers import write_answers

            for path in write_answers(opened, acknowledge):
                tell(f"Wrote {path}", quiet=quiet)
        if output is not None and chosen is ConvertForm.X12:
            from perdiem.faces.cli.convert_claims import read_addresses, write_claim_file

            written, beside = write_claim_file(
                opened.book, Path(output), sender=sender, receiver=receiver, submitter=submitter, phone=phone,
                addresses=read_addresses(addresses), is_test=not production, force=force,
            )  # fmt: skip
            print_written(written, output, beside, quiet=quiet)
            is_all = is_all and not written.claims_refused
        elif output is not None:
            from perdiem.writers.tables import Form, write_tables

            assert chosen is not None
            found = write_tables(
                opened.book, output, Form(chosen.value), schema=schema or "public", replace=force, progress=progress
            )
            progress.end()
            for each in found:
                tell(f"Wrote {each.place}: {each.rows:,} rows", quiet=quiet)
    if not is_all:
        raise typer.Exit(FaultsFound.exit_code)


def _split(places: list[str], tables: list[str], *, only_answers: bool) -> tuple[list[str], str | None]:
    """The inputs and the output."""
    if only_answers and len(places) == 1 and not tables:
        return places, None
    if len(places) == 1 and not tables:
        raise UsageError(f"name what to read and, last, where to write: perdiem convert {places[0]} OUT")
    return places[:-1], places[-1]


def _form(output: str | None, said: ConvertForm | None) -> ConvertForm | None:
    if output is None or said is not None:
        return said
    if "://" in output:
        return ConvertForm.POSTGRES
    ending = Path(output).suffix.lower()
    if ending in _FORMS:
        return ConvertForm(_FORMS[ending])
    if ending and not Path(output).is_dir():
        raise UsageError(
            f"{output}: what to write cannot be told from its ending; say --to with one of {', '.join(ConvertForm)}"
        )
    return ConvertForm.PARQUET


def _named(word: str) -> tuple[str, str]:
    name, sign, path = word.partition("=")
    if not sign or not name or not path:
        raise UsageError(f"--table {word}: write it as TABLE=FILE, such as claim_line=extract.csv")
    return name, path
