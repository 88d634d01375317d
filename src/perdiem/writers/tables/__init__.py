"""The tables of a book as CSV, Parquet, a workbook, a DuckDB file, or tables of a Postgres database."""

from __future__ import annotations

from perdiem.writers.tables.writing import Form, Written, write_tables

__all__ = ["Form", "Written", "write_tables"]
