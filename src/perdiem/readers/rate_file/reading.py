"""Rate files of every kind into the tables of published rates: `open_rates`."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from perdiem.codes import CodeSets, code_sets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine, open_engine
from perdiem.engine.types import columns_ddl
from perdiem.model.rate_faults import RATE_FAULTS
from perdiem.model.rate_file import PUBLISHED_RATE, RATE_FAULT, RATE_FILE_PLAN
from perdiem.model.rate_reading import RateFileKind, RateFileReading, RateReading
from perdiem.readers.rate_file.checkpoints import Checkpoints
from perdiem.readers.rate_file.contents import held, plan_table, read_contents, told_plans
from perdiem.readers.rate_file.elsewhere import read_elsewhere
from perdiem.readers.rate_file.hospital_charges import hospital_tables
from perdiem.readers.rate_file.hospital_csv import CsvHead, read_head, read_hospital_csv
from perdiem.readers.rate_file.hospital_json import read_hospital_json
from perdiem.readers.rate_file.in_network import read_in_network
from perdiem.readers.rate_file.judging import judge_in_network
from perdiem.readers.rate_file.narrowing import Narrowed, Narrowing, counted
from perdiem.readers.rate_file.opening import RateSource, SourceBroken, rate_sources
from perdiem.readers.rate_file.ordering import count_rows, plan_parts
from perdiem.readers.rate_file.sniffing import FIRST, json_kind, json_start
from perdiem.readers.rate_file.staging import Staging, published
from perdiem.readers.rate_file.stored import PARQUET, stored_rates
from perdiem.readers.rate_file.wanted import Wanted, wanted_codes

MEMORY = "1GB"  # of the engine, beside the reader's own: what putting many millions of rates in order needs
READING = 128  # MiB of it while files are read and judged, which is no slower for it
THREADS = 4  # at most: each takes memory of its own for what it sorts and writes
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class OpenedRates:
    """Published rates on an engine: the tables published_rate, rate_fault, rate_file_plan; and the account of them.

    `narrowed` says what was kept and left out, where only some rates are looked at.
    """

    book: Book
    reading: RateReading
    narrowed: Narrowed | None = None


def rates_engine(kept: Path | None = None, memory_limit: str = MEMORY) -> Engine:
    """An engine for rates, which keeps no more in memory than it is let; see `open_engine`."""
    return open_engine(memory_limit=memory_limit, threads=min(THREADS, os.cpu_count() or 1), kept=kept)


def _silent(_message: str) -> None:
    """Tells no one."""


@contextmanager
def open_rates(
    places: Iterable[str | Path],
    *,
    wanted: Wanted | None = None,
    references: Path | None = None,
    engine: Engine | None = None,
    kept: Path | None = None,
    sets: CodeSets | None = None,
    narrowing: Narrowing | None = None,
    progress: Progress = _silent,
) -> Iterator[OpenedRates]:
    """Reads rate files: paths, folders, addresses, `-`; plain, gz or zip; also tables of rates that were read before.

    `wanted` are the codes whose rates are read, by default home infusion's. `references` is a folder with the
    provider reference files that in-network files point to; files beside them are found too. `kept` is a working
    folder that stays: a run that was interrupted goes on there where it stopped, and files that were read are not
    read again. `narrowing` says which of the rates are looked at. The engine is closed at the end. What is wrong with
    a file is counted, never raised; raises UnreadableFile for a path that is not there, UsageError for a kept folder
    of other codes.
    """
    sets = sets or code_sets()
    is_chosen = wanted is not None
    wanted = wanted or wanted_codes(sets)
    engine = engine or rates_engine(kept)
    with engine as opened, rate_sources(places, kept, progress) as found:
        staging = Staging(opened)
        hospital_tables(opened, wanted)
        plan_table(opened)
        checkpoints = Checkpoints(opened, wanted, is_kept=kept is not None)
        files: list[RateFileReading] = []
        tables: list[Path] = []
        with opened.held_to(READING):
            for source in found:
                progress(source.name)
                files.append(_account(source, wanted, staging, checkpoints, tables, progress))
        readings = {reading.number: reading for reading in files}
        folders = [*([references] if references else []), *_folders(found)]
        read_elsewhere(staging, folders, readings)
        progress("joining rates and providers")
        stored = stored_rates(opened, tables, wanted if is_chosen else Wanted(None), files)
        book, narrowed = _tables(opened, readings, stored, sets, narrowing or Narrowing())
        yield OpenedRates(book, RateReading(files), narrowed)
        opened.run(
            "DROP TABLE IF EXISTS ordered_rate"
        )  # a folder that stays keeps what was read, not what was made of it


def _folders(found: list[RateSource]) -> list[Path]:
    return list(dict.fromkeys(each.path.parent for each in found if each.path is not None))


def _account(
    source: RateSource, wanted: Wanted, staging: Staging, checkpoints: Checkpoints, tables: list[Path], told: Progress
) -> RateFileReading:
    """The account of one file, read now or by an earlier run."""
    number = checkpoints.number(source)
    known = checkpoints.account(number)
    if known is not None:
        return known
    reading = _read(source, number, wanted, staging, checkpoints, told)
    reading.number = number
    if source.shortfall is not None:
        reading.count(source.shortfall, reading.bytes_read, source.met)
        reading.is_whole = False
    elif reading.kind is RateFileKind.TABLE and source.path is not None:
        tables.append(source.path)  # it is looked at where it lies, and nothing of it is kept
    else:
        checkpoints.finish(reading)
    return reading


def _read(
    source: RateSource, number: int, wanted: Wanted, staging: Staging, checkpoints: Checkpoints, progress: Progress
) -> RateFileReading:
    """Reads one file, whatever it is, and gives its account."""
    try:
        first, fault = _first(source)
    except SourceBroken as broken:
        reading = RateFileReading(source.name, is_whole=broken.fault == "link-loop")
        reading.count(broken.fault, 0, source.met)
        return reading
    if first.startswith(PARQUET) and source.member is None:
        return RateFileReading(source.name, RateFileKind.TABLE)
    start = json_start(first)
    kind = json_kind(first)
    if start is None or kind in {RateFileKind.CONTENTS, RateFileKind.HOSPITAL_JSON}:
        checkpoints.forget(number)  # such a file is read as a whole, or anew
    if start is None:
        return _read_csv(source, number, first, fault, wanted, staging.engine)
    if kind is RateFileKind.CONTENTS:
        return read_contents(source, number, staging.engine, start)
    if kind is RateFileKind.HOSPITAL_JSON:
        return read_hospital_json(source, number, staging.engine, wanted, start)
    if kind is RateFileKind.UNKNOWN:
        return _without_rates(RateFileReading(source.name), first)
    if kind in {RateFileKind.PROVIDERS, RateFileKind.ALLOWED_AMOUNTS}:
        return RateFileReading(source.name, kind)

    def told(offset: int) -> None:
        progress(f"{source.name}: {offset // 2**20:,} MB")

    reading = read_in_network(source, number, wanted, staging, checkpoints, told)
    if not reading.objects and reading.payor is None:
        return _without_rates(reading, first)
    return reading


def _without_rates(reading: RateFileReading, first: bytes) -> RateFileReading:
    reading.kind, reading.is_whole = RateFileKind.UNKNOWN, False
    reading.count("file-without-rates", 0, first[:80].decode(errors="replace"))
    return reading


def _first(source: RateSource) -> tuple[bytes, str | None]:
    """The first bytes of a file, and how it broke off after them, if it did."""
    found = b""
    with source.opened() as stream:
        while len(found) < FIRST:
            try:
                block = stream.read(FIRST - len(found))
            except SourceBroken as broken:
                if not found:
                    raise
                return found, broken.fault
            if not block:
                break
            found += block
    return found, None


def _read_csv(
    source: RateSource, number: int, first: bytes, fault: str | None, wanted: Wanted, engine: Engine
) -> RateFileReading:
    reading = RateFileReading(source.name, number=number)
    head = _csv_head(first)
    if head is None:
        reading.is_whole = False
        if fault is not None:
            reading.count(fault, len(first))
        reading.count("file-not-json", 0, first[:80].decode(errors="replace"))
        return reading
    path = engine.folder / f"{engine.new_name('hospital')}.csv"
    try:
        _unpack(source, path, "utf-8", reading)
    except UnicodeDecodeError:
        _unpack(source, path, "cp1252", reading)
        head = _csv_head(first) or head
    try:
        return read_hospital_csv(path, head, engine, wanted, reading)
    finally:
        path.unlink()


def _csv_head(first: bytes) -> CsvHead | None:
    try:
        text = first.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        is_cut = error.start > len(first) - 4  # in the midst of a letter
        text = first[: error.start].decode("utf-8-sig") if is_cut else first.decode("cp1252", errors="replace")
    return read_head(text)


def _unpack(source: RateSource, path: Path, encoding: str, reading: RateFileReading) -> None:
    """The file's text at `path`, in UTF-8 without a mark at its start. Raises UnicodeDecodeError."""
    decoder = codecs.getincrementaldecoder(encoding)("strict" if encoding == "utf-8" else "replace")
    reading.bytes_read = 0
    with path.open("wb") as file, source.opened() as stream:
        while True:
            try:
                block = stream.read(1 << 20)
            except SourceBroken as broken:
                reading.count(broken.fault, reading.bytes_read)
                reading.is_whole = False
                return
            text = decoder.decode(block, final=not block)
            file.write((text if reading.bytes_read else text.removeprefix("\ufeff")).encode())
            reading.bytes_read += len(block)
            if not block:
                return


def _tables(
    engine: Engine, readings: Mapping[int, RateFileReading], stored: str, sets: CodeSets, narrowing: Narrowing
) -> tuple[Book, Narrowed | None]:
    chosen = ", ".join(map(str, readings)) or "NULL"
    plans = f"SELECT * FROM ({held(readings)}) WHERE file IN ({chosen})"
    said = ", ".join(
        f"coalesce(rate.{name}, told.{name}) AS {name}" for name in ("plan", "plan_id", "plan_market_type")
    )
    engine.run("CREATE TABLE IF NOT EXISTS shown_item (item BIGINT)")
    engine.run(
        f"CREATE OR REPLACE VIEW in_network AS SELECT rate.* REPLACE ({said}) "
        f"FROM ({published(chosen)}) AS rate "
        f"LEFT JOIN ({told_plans(plans)}) AS told ON told.rates_file = rate.source_file"
    )
    with engine.held_to(READING):
        judge_in_network(engine, readings, sets)
        for number, rows in count_rows(engine).items():
            if number in readings:
                readings[number].rows = rows
    book = Book(engine)
    rates = (
        "SELECT * FROM in_network UNION ALL BY NAME "
        f"SELECT * EXCLUDE (file) FROM hospital_rate WHERE file IN ({chosen}){stored}"
    )
    others = engine.one(f"SELECT count(*) FROM hospital_rate WHERE file IN ({chosen})")
    plan_parts(engine, "NULL" if stored or others[0] else chosen)
    conditions = narrowing.conditions(plans)
    narrowed = counted(engine, rates, conditions, plans) if conditions else None
    kept = " AND ".join(conditions.values())
    book.define(PUBLISHED_RATE, f"SELECT * FROM ({rates}) WHERE {kept}" if kept else rates)
    book.define(RATE_FILE_PLAN, plans)
    _keep_faults(engine, RateReading(list(readings.values())))
    book.define(RATE_FAULT, "SELECT * FROM found_fault")
    return book, narrowed


def _keep_faults(engine: Engine, reading: RateReading) -> None:
    engine.run(f"CREATE OR REPLACE TABLE found_fault ({columns_ddl(RATE_FAULT)})")
    for name, each in reading.faults():
        engine.run(
            "INSERT INTO found_fault (source_file, fault, meaning, faults, first_position, example) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [name, each.fault, RATE_FAULTS[each.fault], each.faults, each.first_position, each.example],
        )
