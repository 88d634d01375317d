"""The way in for a whole book: claim files, folders, single files, workbooks and databases, in any mix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine, open_engine
from perdiem.engine.reading import Reading
from perdiem.engine.table_reject import TABLE_REJECT
from perdiem.errors import FaultsFound, UsageError
from perdiem.model.faults import Fault
from perdiem.readers.fhir.stages import fhir_stages
from perdiem.readers.tables.assembly import assemble
from perdiem.readers.tables.claim_counts import count_claims
from perdiem.readers.tables.database import attached, database_source
from perdiem.readers.tables.files import delimited_source, parquet_source
from perdiem.readers.tables.inputs import Inputs, sorted_inputs
from perdiem.readers.tables.mapping import TableMapping, read_mapping, table_named
from perdiem.readers.tables.postgres import PostgresTables
from perdiem.readers.tables.source import Source
from perdiem.readers.tables.stages import REJECTS, Stage, make_reject_table, staged
from perdiem.readers.tables.workbook import sheet_names, sheet_source, sheets_of
from perdiem.readers.tables.x12_stages import x12_stages

REJECT_TABLE = TABLE_REJECT.name
_NAME_THEM = (
    "name files and sheets after the book's tables, such as claim_line, say --table claim_line=FILE, or give their "
    "names as `source` in a mapping file"
)


@dataclass(slots=True)
class BookReading:
    """A book and what it was read from. Whoever opens it closes it; the working copies then go."""

    book: Book
    reading: Reading

    def close(self) -> None:
        """Closes the book."""
        self.book.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _silent(_message: str) -> None:
    """Tells no one."""


def open_book(
    inputs: Iterable[str | Path],
    *,
    tables: Mapping[str, str] | None = None,
    mapping: Path | None = None,
    schema: str | None = None,
    received: date | None = None,
    time_zone: str | None = None,
    engine: Engine | None = None,
    progress: Callable[[str], None] = _silent,
) -> BookReading:
    """The book in any mix of inputs, with what became of every row.

    `inputs` are claim files (837), remittances (835) and folders of them; folders with one file, or one folder of
    files, a table, named after it; single files so named; workbooks with a sheet a table; DuckDB files; addresses of
    Postgres databases; FHIR resources as NDJSON or bundles. `time_zone`, such as `America/New_York`, is where the days
    of FHIR's instants are counted; without it an instant is of the day that it is written with. `tables` gives files
    by the table that they hold, as paths or patterns. `mapping` is a file that says which column of a source is which
    of the book's; `schema` the schema of databases. Parquet and DuckDB are read where they lie, whenever the book is
    asked; all else is copied to the engine once.

    Rows that break the declaration of their table are in `table_reject`, claims of claim files in `reject`; rows read
    are rows kept and rows rejected, as `reading` counts them. Raises UnreadableFile, UsageError, and FaultsFound for a
    mapping that does not fit or a required column that is not there, all of them at once.

        with open_book(["march.837", "eligibility.csv"]) as opened:
            print(opened.reading.tables, opened.book.count("claim_line"))
    """
    engine = engine or open_engine()
    try:
        mapped = read_mapping(mapping) if mapping else {}
        found = sorted_inputs(inputs, tables or {}, mapped)
        book = Book(engine)
        return BookReading(book, _read(book, found, mapped, schema, received, time_zone, progress))
    except BaseException:
        engine.close()
        raise


def _read(
    book: Book, inputs: Inputs, mapping: Mapping[str, TableMapping], schema: str | None, received: date | None,
    time_zone: str | None, progress: Callable[[str], None],
) -> Reading:  # fmt: skip
    engine, reading = book.engine, Reading(notes=list(inputs.notes))
    make_reject_table(engine)
    stages: list[Stage] = []
    faults: list[Fault] = []
    if inputs.claims:
        found = x12_stages(engine, inputs.claims, received, progress)
        stages, reading.claim_files, reading.remittance_files = found.stages, found.claim_files, found.remittance_files
    if inputs.fhir:
        stages += fhir_stages(engine, inputs.fhir, time_zone, reading, progress)
    with ExitStack() as opened:
        for source in _sources(engine, inputs, mapping, schema, reading, opened):
            progress(f"{source.name} to {source.table.name}")
            try:
                stages.append(staged(engine, source, mapping.get(source.table.name)))
            except FaultsFound as error:
                faults += error.faults
    if faults:
        raise FaultsFound(faults)
    reading.notes += _not_met(mapping, {stage.table.name for stage in stages})
    if not stages:
        advice = _unread(engine) or [_NAME_THEM]
        raise UsageError("; ".join(["the inputs hold no table of the book", *reading.notes, *advice]))
    for table in dict.fromkeys(stage.table for stage in stages):
        if table.name != REJECT_TABLE:
            assemble(book, table, [stage for stage in stages if stage.table is table])
    earlier = [stage.kept for stage in stages if stage.table.name == REJECT_TABLE]  # of a book that was written before
    (rejected,) = engine.one(f"SELECT count(*) FROM {REJECTS}")
    if rejected or earlier:
        book.define(TABLE_REJECT, " UNION ALL ".join([f"SELECT * FROM {REJECTS}", *earlier]))
    reading.tables = [stage.reading for stage in stages] + reading.tables
    count_claims(book, stages, reading)
    reading.notes += [note for stage in stages for note in stage.notes]
    return reading


def _unread(engine: Engine) -> list[str]:
    """What could not be read where nothing else was: the first faults, with their places."""
    found = engine.run(
        f"SELECT source_file, row_number, reason FROM {REJECTS} ORDER BY source_file, row_number LIMIT 3"
    ).fetchall()
    return [f"{source}{f':row {row}' if row is not None else ''}: {reason}" for source, row, reason in found]


def _sources(
    engine: Engine, inputs: Inputs, mapping: Mapping[str, TableMapping], schema: str | None, reading: Reading,
    opened: ExitStack,
) -> Iterator[Source]:  # fmt: skip
    for files in inputs.files:
        if files.is_parquet:
            yield parquet_source(engine, files.table, files.name, files.paths)
        else:
            yield delimited_source(engine, files.table, files.name, files.paths)
    for path, table in inputs.workbooks:
        names = sheet_names(path)
        wanted = _wanted({name: name for name in names}, mapping)
        if not wanted and table is not None and len(names) == 1:
            wanted = {names[0]: table.name}
        _tell_left(reading, str(path), "sheet", names, wanted)
        for name, sheet in sheets_of(path, wanted).items():
            named = table_named(wanted[name])
            assert named is not None
            yield sheet_source(engine, named, path, sheet, _packages(named.name, mapping))
    for path in inputs.databases:
        database = attached(engine, path)
        chosen = {name: name for own, name in database.tables if own == (schema or "main")}
        chosen |= {f"{own}.{name}": name for own, name in database.tables}
        wanted = _wanted(chosen, mapping, bare=schema or "main")
        _tell_left(reading, str(path), "table", [name for own, name in database.tables if own == (schema or "main")],
                   [name.rpartition(".")[2] for name in wanted])  # fmt: skip
        for name, table_name in wanted.items():
            own, _, plain = name.rpartition(".")
            named = table_named(table_name)
            assert named is not None
            yield database_source(engine, named, database, own or schema or "main", plain)
    for url in inputs.postgres:
        server = PostgresTables(url, schema or "public")
        opened.callback(server.close)
        names = server.tables()
        wanted = _wanted({name: name for name in names}, mapping)
        _tell_left(reading, server.name, "table", names, wanted)
        for name, table_name in wanted.items():
            named = table_named(table_name)
            assert named is not None
            yield server.source(engine, named, name)


def _wanted(names: Mapping[str, str], mapping: Mapping[str, TableMapping], bare: str | None = None) -> dict[str, str]:
    """The sheets or tables that hold tables of the book, by name; the mapping's word goes before their own name."""
    said = {of.source.lower(): table for table, of in mapping.items() if of.source}
    found: dict[str, str] = {}
    for name in names:
        if name.lower() in said:
            found[name] = said[name.lower()]
        elif "." not in name or bare is None:
            table = table_named(name)
            if table is not None and table.name not in said.values():
                found[name] = table.name
    return found


def _packages(table: str, mapping: Mapping[str, TableMapping]) -> set[str]:
    """The columns of a source that hold package codes."""
    said = mapping[table].columns.get("ndc") if table in mapping else None
    return {said.theirs} if said is not None and said.theirs else {"ndc", "NDC"}


def _not_met(mapping: Mapping[str, TableMapping], met: set[str]) -> list[str]:
    """A sentence for each table that the mapping speaks of and no input holds: its name may be misspelled."""
    return [
        f"the mapping speaks of {table}{f' with the source {of.source!r}' if of.source else ''}, which no input holds"
        for table, of in mapping.items()
        if table not in met
    ]


def _tell_left(reading: Reading, where: str, what: str, names: Iterable[str], wanted: Iterable[str]) -> None:
    left = [name for name in names if name not in set(wanted)]
    if left:
        reading.notes.append(
            f"{where}: not looked at, because no table of the book is called so: {what} {', '.join(left)}"
        )
