"""Claim files as stages: their claims are read in batches into Parquet files of the working folder.

Parquet because it takes a batch as it is: inserts of so many columns into the engine take ten times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from perdiem.engine.duckdb import Engine, literal, quoted
from perdiem.engine.reading import ZERO, TableReading
from perdiem.model.book import CLAIM_TABLES, Table
from perdiem.model.interchange import ClaimFile
from perdiem.readers.tables.judging import KEPT
from perdiem.readers.tables.source import FILE, POSITION
from perdiem.readers.tables.stages import CHARGE, Stage

_NAME = "claim files"


def claim_stages(
    engine: Engine, inputs: Iterable[str | Path], received: date | None, progress: Callable[[str], None]
) -> tuple[list[Stage], list[ClaimFile]]:
    """Every claim table as a stage, also the empty ones, and what each file held. Raises UnreadableFile.

    `progress` is told, after each batch, what has been read.
    """
    from perdiem.readers.x12 import read_claims  # claims in tables do without it, and it takes a while to load

    reading = read_claims(list(inputs), received=received)
    with ExitStack() as opened:
        writers = {table.name: opened.enter_context(_writer(engine, table)) for table in CLAIM_TABLES}
        for batch in reading:
            for name, rows in batch.tables.items():
                writers[name].write_batch(rows)
            progress(f"{sum(file.claims for file in reading.files):,} claims of {len(reading.files):,} files")
    stages = []
    for table in CLAIM_TABLES:
        origin = "source_file" if "source_file" in table.names else "claim_key"
        key = ", ".join(f"CAST({quoted(name)} AS VARCHAR)" for name in table.key)
        engine.run(
            f"CREATE VIEW claims_{table.name} AS SELECT *, {origin} AS {quoted(FILE)}, "
            f"CAST(NULL AS BIGINT) AS {POSITION}, concat_ws(' ', {key}) AS perdiem_key, true AS {KEPT} "
            f"FROM {_rows(engine, table)}"
        )
        has_charge = CHARGE in table.names
        charge = f"coalesce(sum({CHARGE}), 0)" if has_charge else "0"
        count, charges = engine.one(f"SELECT count(*), {charge} FROM {_rows(engine, table)}")
        read = TableReading(table.name, _NAME, "X12", int(str(count)))
        read.charges_read = Decimal(str(charges)) + ZERO
        stages.append(Stage(table, f"claims_{table.name}", 0, read))
    return stages, reading.files


def _place(engine: Engine, table: Table) -> Path:
    return engine.folder / f"claims_{table.name}.parquet"


def _writer(engine: Engine, table: Table) -> Any:
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it ships no types

    return pq.ParquetWriter(_place(engine, table), table.arrow_schema(), compression="zstd")


def _rows(engine: Engine, table: Table) -> str:
    return f"read_parquet({literal(str(_place(engine, table)))})"
