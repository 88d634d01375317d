"""The forms of a run's result tables."""

from __future__ import annotations

from enum import StrEnum


class ResultForm(StrEnum):
    """What the result tables are written as."""

    PARQUET = "parquet"
    CSV = "csv"
    EXCEL = "xlsx"
    DUCKDB = "duckdb"
