"""Tables of rates that were read before (Parquet), looked at where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perdiem.engine.duckdb import DatabaseError, Engine, first_line, literal, quoted
from perdiem.model.rate_file import PUBLISHED_RATE
from perdiem.model.rate_reading import RateFileKind, RateFileReading
from perdiem.readers.rate_file.hospital_charges import is_wanted
from perdiem.readers.rate_file.wanted import Wanted

PARQUET = b"PAR1"
_CONTAINED = (
    "list_has_any(list_transform(string_split(contained_codes, ' '), lambda each: split_part(each, ':', 2)), "
    "(SELECT list(code) FROM wanted_code))"
)


def stored_rates(engine: Engine, paths: Sequence[Path], wanted: Wanted, files: Sequence[RateFileReading]) -> str:
    """SQL that adds the tables' rows to those of other files, ` UNION ALL BY NAME …`; empty without such tables.

    Fills the accounts of the tables; one that is no table of rates is counted as such and left out.
    """
    accounts = [each for each in files if each.kind is RateFileKind.TABLE]
    return "".join(
        f" UNION ALL BY NAME {query}"
        for path, reading in zip(paths, accounts, strict=True)
        if (query := _rows(engine, path, wanted, reading)) is not None
    )


def _rows(engine: Engine, path: Path, wanted: Wanted, reading: RateFileReading) -> str | None:
    columns = ", ".join(map(quoted, PUBLISHED_RATE.names))
    table = f"read_parquet({literal(str(path))})"
    where = "" if wanted.codes is None else f" WHERE {is_wanted('code', wanted)} OR coalesce({_CONTAINED}, false)"
    every = ", ".join(f"count({quoted(name)})" for name in PUBLISHED_RATE.names)  # a page that is broken is met here
    try:
        engine.one(f"SELECT {every} FROM {table}")
        found = engine.one(
            f"SELECT count(*), count(DISTINCT code), count(DISTINCT payor), any_value(payor), max(file_date) "
            f"FROM (SELECT {columns} FROM {table}{where})"
        )
        reading.objects = int(str(engine.one(f"SELECT count(DISTINCT code) FROM {table}")[0]))
    except DatabaseError as error:
        reading.kind, reading.is_whole = RateFileKind.UNKNOWN, False
        reading.count("file-without-rates", None, first_line(error))
        return None
    reading.rows, reading.wanted = int(str(found[0])), int(str(found[1]))
    reading.payor = str(found[3]) if found[2] == 1 else f"{found[2]} payors"
    return f"SELECT {columns} FROM {table}{where}"
