"""Remittances (835, version 5010) to the tables of the book, a block at a time, in bounded memory."""

from __future__ import annotations

from perdiem.readers.x12.remittances.reading import (
    RemittanceBatch,
    RemittanceReading,
    read_all_remittances,
    read_remittances,
)

__all__ = ["RemittanceBatch", "RemittanceReading", "read_all_remittances", "read_remittances"]
