"""Claim files and remittances as stages: they are read in batches into Parquet files of the working folder.

Parquet because it takes a batch as it is: inserts of so many columns into the engine take ten times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from perdiem.engine.duckdb import Engine, literal, quoted
from perdiem.engine.reading import ZERO, TableReading
from perdiem.model.book import CLAIM_TABLES, Table
from perdiem.model.book.remittance import REMITTANCE_TABLES
from perdiem.model.interchange import ClaimFile, RemittanceFile
from perdiem.readers.tables.judging import KEPT
from perdiem.readers.tables.source import FILE, POSITION
from perdiem.readers.tables.stages import CHARGE, Stage

_NAME = "X12 files"


@dataclass(frozen=True, slots=True)
class X12Stages:
    """The tables that X12 files hold as stages, and what each file held."""

    stages: list[Stage]
    claim_files: list[ClaimFile]
    remittance_files: list[RemittanceFile]


def x12_stages(
    engine: Engine, inputs: Iterable[str | Path], received: date | None, progress: Callable[[str], None]
) -> X12Stages:
    """Every table of the kinds of file that were met, also the empty ones. Raises UnreadableFile.

    `progress` is told, after each batch, what has been read.
    """
    from perdiem.readers.x12 import read_files  # claims in tables do without it, and it takes a while to load

    reading = read_files(list(inputs), received=received)
    with ExitStack() as opened:
        writers: dict[str, Any] = {}
        tables = {table.name: table for table in (*CLAIM_TABLES, *REMITTANCE_TABLES)}
        for batch in reading:
            for name, rows in batch.tables.items():
                if name not in writers:
                    writers[name] = opened.enter_context(_writer(engine, tables[name]))
                writers[name].write_batch(rows)
            files = (*reading.claim_files, *reading.remittance_files)
            progress(f"{sum(file.claims for file in files):,} claims of {len(files):,} files")
        met = dict.fromkeys(
            [*(CLAIM_TABLES if reading.claim_files else ()), *(REMITTANCE_TABLES if reading.remittance_files else ())]
        )
        for table in met:
            if table.name not in writers:
                opened.enter_context(_writer(engine, table))
    return X12Stages([_stage(engine, table) for table in met], reading.claim_files, reading.remittance_files)


def _stage(engine: Engine, table: Table) -> Stage:
    origin = next((name for name in ("source_file", "claim_key", "payment_key") if name in table.names), None)
    key = ", ".join(f"CAST({quoted(name)} AS VARCHAR)" for name in table.key)
    engine.run(
        f"CREATE VIEW x12_{table.name} AS SELECT *, {origin} AS {quoted(FILE)}, "
        f"CAST(NULL AS BIGINT) AS {POSITION}, concat_ws(' ', {key}) AS perdiem_key, true AS {KEPT} "
        f"FROM {_rows(engine, table)}"
    )
    has_charge = table.name == "claim_line"
    charge = f"coalesce(sum({CHARGE}), 0)" if has_charge else "0"
    count, charges = engine.one(f"SELECT count(*), {charge} FROM {_rows(engine, table)}")
    read = TableReading(table.name, _NAME, "X12", int(str(count)))
    read.charges_read = Decimal(str(charges)) + ZERO
    return Stage(table, f"x12_{table.name}", 0, read)


def _place(engine: Engine, table: Table) -> Path:
    return engine.folder / f"x12_{table.name}.parquet"


def _writer(engine: Engine, table: Table) -> Any:
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it ships no types

    return pq.ParquetWriter(_place(engine, table), table.arrow_schema(), compression="zstd")


def _rows(engine: Engine, table: Table) -> str:
    return f"read_parquet({literal(str(_place(engine, table)))})"
