"""Claims (837P and 837I) and remittances (835), version 5010, to the tables of the book, in bounded memory."""

from __future__ import annotations

from perdiem.readers.x12.either_kind import FileReading, read_files
from perdiem.readers.x12.reading import ClaimBatch, ClaimReading, read_all_claims, read_claims
from perdiem.readers.x12.remittances import (
    RemittanceBatch,
    RemittanceReading,
    read_all_remittances,
    read_remittances,
)

__all__ = [
    "ClaimBatch",
    "ClaimReading",
    "FileReading",
    "RemittanceBatch",
    "RemittanceReading",
    "read_all_claims",
    "read_all_remittances",
    "read_claims",
    "read_files",
    "read_remittances",
]
