"""Parquet and delimited text as sources: Parquet where it lies, text copied once as text."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path

from perdiem.engine.duckdb import DatabaseError, Engine, first_line, literal, quoted
from perdiem.errors import UnreadableFile, in_words
from perdiem.model.book import Table
from perdiem.readers.tables.source import FILE, POSITION, Malformed, Source, described

PARQUET = (".parquet", ".pq")
DELIMITED = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".txt")
_SAMPLE = 65_536  # bytes looked at for the encoding and the delimiter
_LONGEST_ROW = 16 << 20  # bytes of one row of delimited text: no row of claims comes near it
_SHOWN = 200  # characters of a row that could not be taken apart


def parquet_source(engine: Engine, table: Table, name: str, paths: Sequence[Path]) -> Source:
    """One or more Parquet files of the same columns, in any order, as one source that is read where it lies.

    Raises UnreadableFile for the first that cannot be read.
    """
    listed = ", ".join(literal(str(path)) for path in paths)
    options = f"union_by_name = true, filename = {literal(FILE)}, file_row_number = true"
    reading = f"read_parquet([{listed}], {options})"
    try:
        columns = described(engine, f"SELECT * FROM {reading}")
    except DatabaseError as error:
        raise UnreadableFile(_culprit(engine, paths), f"cannot be read as Parquet: {first_line(error)}") from None
    own = {column: kind for column, kind in columns.items() if column not in {FILE, "file_row_number"}}
    chosen = ", ".join([*map(quoted, own), quoted(FILE), f"file_row_number + 1 AS {POSITION}"])
    return Source(table, name, "Parquet", f"SELECT {chosen} FROM {reading}", own, in_place=True)


def _culprit(engine: Engine, paths: Sequence[Path]) -> Path:
    """The first file that cannot be read by itself; the first of all when each can, but not together."""
    for path in paths:
        try:
            described(engine, f"SELECT * FROM read_parquet({literal(str(path))})")
        except DatabaseError:
            return path
    return paths[0]


def delimited_source(
    engine: Engine, table: Table, name: str, paths: Sequence[Path], shown: str | None = None
) -> Source:
    """One or more files of delimited text with a header, as one source that is copied to the engine.

    Every cell is taken as text, so that each bad one can be named later. Rows of another number of cells than the
    header, or that are not in the file's encoding, are given as malformed. `shown` is what the rows' origin is called
    when the file is only a copy; its rows then have no number. Raises UnreadableFile for a file without a header,
    with a column named twice, or that is no text.
    """
    malformed: list[Malformed] = []
    columns: dict[str, None] = {}
    readings = []
    for path in paths:
        found = _header(path)
        columns.update(dict.fromkeys(found[1]))
        readings.append((path, *found))
    stage = engine.new_name("text")
    ddl = ", ".join(f"{quoted(column)} VARCHAR" for column in (*columns, FILE))
    engine.run(f"CREATE TABLE {stage} ({ddl})")
    offsets: list[tuple[str, int]] = []
    for path, reading, own in readings:
        offsets.append((str(path), _rows(engine, stage)))
        chosen = ", ".join([*map(quoted, own), f"{literal(shown or str(path))} AS {quoted(FILE)}"])
        try:
            engine.run(f"INSERT INTO {stage} BY NAME SELECT {chosen} FROM {reading}")
        except DatabaseError as error:
            raise UnreadableFile(path, f"cannot be read as CSV: {first_line(error)}") from None
        malformed += _malformed(engine, path)
    ends = [*(start for _, start in offsets[1:]), _rows(engine, stage)]
    position = "CAST(NULL AS BIGINT)" if shown else _positions(offsets, ends, malformed)
    chosen = ", ".join([*map(quoted, columns), quoted(FILE), f"{position} AS {POSITION}"])
    kinds = dict.fromkeys(columns, "VARCHAR")
    return Source(
        table, name, "delimited text", f"SELECT {chosen} FROM {stage}", kinds, in_place=False, header=1,
        malformed=tuple(malformed), is_guarded=shown is None,
    )  # fmt: skip


def _rows(engine: Engine, stage: str) -> int:
    return int(str(engine.one(f"SELECT count(*) FROM {stage}")[0]))


def _positions(offsets: list[tuple[str, int]], ends: list[int], malformed: list[Malformed]) -> str:
    """SQL for the ordinal of a row in its file: the copy keeps the order of the file, without its malformed rows.

    The j-th malformed row (from 0), of ordinal n, stands before every good row whose ordinal among the good is at
    least n - j.
    """
    cases = []
    for (file, start), end in zip(offsets, ends, strict=True):
        lost = sorted(each.row for each in malformed if each.file == file)
        shift = (
            f" + list_count(list_filter({[row - j for j, row in enumerate(lost)]}, lambda x: x <= rowid - {start} + 1))"
        )
        cases.append(f"WHEN rowid < {end} THEN rowid - {start} + 1{shift if lost else ''}")
    return f"CASE {' '.join(cases)} END"


def _header(path: Path) -> tuple[str, list[str]]:
    """SQL that reads a file as text, and its columns."""
    sample = _sample(path)
    encoding = "utf-16" if sample.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    if encoding == "utf-8" and b"\x00" in sample:
        raise UnreadableFile(path, "is neither CSV text nor a workbook; check its ending, or save it as UTF-8 CSV")
    text = sample.decode(encoding, errors="replace").lstrip("\ufeff")
    line = text.splitlines()[0] if text.strip() else ""
    if not line.strip():
        raise UnreadableFile(path, "has no header: its first line should name the columns")
    mark = max(",;\t|", key=line.count)
    try:
        sample.decode(encoding, errors="strict")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:  # not a character that the sample cuts
            encoding = "latin-1"  # what Excel on Windows writes for "CSV"
    options = (
        f"delim = {literal(mark)}, quote = '\"', escape = '\"', header = true, all_varchar = true, "
        f"auto_detect = false, strict_mode = true, store_rejects = true, rejects_limit = 0, "
        f"encoding = {literal(encoding)}, "
        f"max_line_size = {_LONGEST_ROW}"
    )
    names = _names(path, line, mark)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    return f"read_csv({literal(str(path))}, {options}, columns = {{{columns}}})", names


def _names(path: Path, line: str, mark: str) -> list[str]:
    import csv

    names = [cell.strip() for cell in next(csv.reader([line], delimiter=mark))]
    blank = [str(place) for place, name in enumerate(names, 1) if not name]
    if blank:
        raise UnreadableFile(
            path, f"column {', '.join(blank)} has no name in the header; the first line should name every column"
        )
    lower = [name.lower() for name in names]
    twice = sorted({name for name in lower if lower.count(name) > 1})
    if twice:
        raise UnreadableFile(path, f"the header names a column twice: {', '.join(twice)}")
    return names


def _sample(path: Path) -> bytes:
    try:
        with path.open("rb") as plain:
            start = plain.read(_SAMPLE)
        if not start.startswith(b"\x1f\x8b"):
            return start
        with gzip.open(path, "rb") as packed:
            return packed.read(_SAMPLE)
    except FileNotFoundError:
        raise UnreadableFile(path, "there is no such file") from None
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(path, f"cannot be read: {in_words(error)}") from None


def _malformed(engine: Engine, path: Path) -> list[Malformed]:
    """The rows that the last reading of a file could not take apart; takes them out of DuckDB's own tables."""
    rows = engine.run(
        "SELECT line, any_value(error_message ORDER BY column_idx), any_value(csv_line) "
        "FROM reject_errors GROUP BY line ORDER BY line"
    ).fetchall()
    engine.run("DELETE FROM reject_errors")
    engine.run("DELETE FROM reject_scans")
    return [
        Malformed(str(path), int(line) - 1, _reason(str(message), str(text or "")), str(text or "")[:_SHOWN])
        for line, message, text in rows
    ]


def _reason(message: str, text: str) -> str:
    if "Expected Number of Columns" in message:
        wanted, _, found = message.partition("Found:")
        count = "".join(character for character in wanted if character.isdigit())
        return f"the row has {found.strip()} cells, the header {count}"
    if "nicode" in message or "utf-8" in message:
        return "the row is not UTF-8 text"
    if "quote" in message.lower():
        more = len(text.splitlines()) - 1  # all that follows stands inside the quote
        lost = f", so that {more:,} more line{'s' if more > 1 else ''} of the file were not read" if more > 0 else ""
        return f"the row has a quote that is not closed{lost}; close it, or double it where it stands for itself"
    return f"the row cannot be taken apart: {message.splitlines()[0]}"
