"""Tables of rates that were read before (Parquet), looked at where they lie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from perdiem.engine.duckdb import DatabaseError, Engine, first_line, literal, quoted
from perdiem.model.rate_file import PUBLISHED_RATE
from perdiem.model.rate_reading import RateFileKind, RateFileReading
from perdiem.readers.rate_file.hospital_charges import is_wanted
from perdiem.readers.rate_file.wanted import Wanted

PARQUET = b"PAR1"
_SEPARATOR = re.compile(r"[/\\]")
_OF_FILE = (
    "(regexp_extract(coalesce(source_file, ''), '[^/\\\\]*$'), coalesce(payor, ''), "
    "coalesce(CAST(file_date AS VARCHAR), ''))"
)
_CONTAINED = (
    "list_has_any(list_transform(string_split(contained_codes, ' '), lambda each: split_part(each, ':', 2)), "
    "(SELECT list(code) FROM wanted_code))"
)


def stored_rates(engine: Engine, paths: Sequence[Path], wanted: Wanted, files: Sequence[RateFileReading]) -> str:
    """SQL that adds the tables' rows to those of other files, ` UNION ALL BY NAME …`; empty without such tables.

    Fills the accounts of the tables; one that is no table of rates is counted as such and left out, and so are the
    rates of a file that is read here too (a table lies where the files lie that it came from).
    """
    accounts = [each for each in files if each.kind is RateFileKind.TABLE]
    known = _of_files([each for each in files if each.kind is not RateFileKind.TABLE])
    return "".join(
        f" UNION ALL BY NAME {query}"
        for path, reading in zip(paths, accounts, strict=True)
        if (query := _rows(engine, path, wanted, reading, known)) is not None
    )


def _of_files(files: Sequence[RateFileReading]) -> str:
    """SQL for whether a row is of one of the files, told by its name without folders, its payor and its date."""
    told = [
        ", ".join(map(literal, (_SEPARATOR.split(each.name)[-1], each.payor or "", str(each.file_date or ""))))
        for each in files
        if each.rows or each.wanted
    ]
    return f"({_OF_FILE} IN (VALUES ({'), ('.join(told)})))" if told else "false"


def _rows(engine: Engine, path: Path, wanted: Wanted, reading: RateFileReading, known: str) -> str | None:
    columns = ", ".join(map(quoted, PUBLISHED_RATE.names))
    table = f"read_parquet({literal(str(path))})"
    is_chosen = "true" if wanted.codes is None else f"({is_wanted('code', wanted)} OR coalesce({_CONTAINED}, false))"
    where = f" WHERE {is_chosen} AND NOT {known}"
    every = ", ".join(f"count({quoted(name)})" for name in PUBLISHED_RATE.names)  # a page that is broken is met here
    try:
        engine.one(f"SELECT {every} FROM {table}")
        found = engine.one(
            f"SELECT count(*), count(DISTINCT code), count(DISTINCT payor), any_value(payor), max(file_date) "
            f"FROM (SELECT {columns} FROM {table}{where})"
        )
        again = engine.one(f"SELECT count(*), any_value(source_file) FROM {table} WHERE {is_chosen} AND {known}")
        reading.objects = int(str(engine.one(f"SELECT count(DISTINCT code) FROM {table}")[0]))
    except DatabaseError as error:
        reading.kind, reading.is_whole = RateFileKind.UNKNOWN, False
        reading.count("file-without-rates", None, first_line(error))
        return None
    reading.rows, reading.wanted = int(str(found[0])), int(str(found[1]))
    reading.count("rates-read-already", None, again[1], int(str(again[0])))
    reading.payor = str(found[3]) if found[2] == 1 else f"{found[2]} payors"
    return f"SELECT {columns} FROM {table}{where}"
