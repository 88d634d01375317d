"""The forms of the tables to fill in; apart from what writes them, so that `perdiem --help` answers at once."""

from __future__ import annotations

from enum import StrEnum


class TemplateForm(StrEnum):
    """What templates are written as."""

    XLSX = "xlsx"
    CSV = "csv"
    PARQUET = "parquet"
